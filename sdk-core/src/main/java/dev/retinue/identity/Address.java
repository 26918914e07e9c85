package dev.retinue.identity;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Where in a run an effect stands: its position, never its arrival. {@code 3.0} is the first effect
 * of the fourth step, {@code 3.1} the second of those performed together with it, {@code 3.1/0.0}
 * the first child effect of that one.
 *
 * @param path the position, as above
 */
public record Address(String path) {
  /** The first of each of the first steps, which every run has. */
  private static final Address[] USUAL =
      IntStream.range(0, 64).mapToObj(step -> new Address(step + ".0")).toArray(Address[]::new);

  /** By position in the run: numbers by value, a parent before its children. */
  public static final Comparator<Address> ORDER = (a, b) -> inOrder(a.path, b.path);

  public Address {
    if (path.isEmpty()) {
      throw new IllegalArgumentException("an address must not be empty");
    }
  }

  /** Compares the numbers one by one, without taking the paths apart. */
  private static int inOrder(String a, String b) {
    int here = 0;
    int there = 0;
    while (here < a.length() && there < b.length()) {
      int endHere = endOfNumber(a, here);
      int endThere = endOfNumber(b, there);
      int compared =
          Integer.compare(
              Integer.parseInt(a, here, endHere, 10), Integer.parseInt(b, there, endThere, 10));
      if (compared != 0) {
        return compared;
      }
      here = endHere + 1;
      there = endThere + 1;
    }
    return Boolean.compare(here < a.length(), there < b.length());
  }

  private static int endOfNumber(String path, int from) {
    int end = from;
    while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '/') {
      end++;
    }
    return end;
  }

  /** The address of a branch of a step at the top of a run. */
  public static Address of(int step, int branch) {
    return branch == 0 && step < USUAL.length ? USUAL[step] : new Address(step + "." + branch);
  }

  /** The address of a branch of a step below this effect. */
  public Address child(int step, int branch) {
    return new Address(path + "/" + step + "." + branch);
  }

  /** Whether it is an effect of the reasoner, not the child of another effect. */
  public boolean isTop() {
    return path.indexOf('/') < 0;
  }

  /** Whether it is a child effect of that one, or a child of such a child. */
  public boolean isBelow(Address other) {
    return path.startsWith(other.path + "/");
  }

  @Override
  public String toString() {
    return path;
  }
}
