package dev.retinue.identity;

import java.util.Arrays;
import java.util.Comparator;

/**
 * Where in a run an effect stands: its position, never its arrival. {@code 3.0} is the first effect
 * of the fourth step, {@code 3.1} the second of those performed together with it, {@code 3.1/0.0}
 * the first child effect of that one.
 *
 * @param path the position, as above
 */
public record Address(String path) {
  /** By position in the run: numbers by value, a parent before its children. */
  public static final Comparator<Address> ORDER =
      Comparator.comparing(
          address ->
              Arrays.stream(address.path.split("[./]")).mapToInt(Integer::parseInt).toArray(),
          Arrays::compare);

  public Address {
    if (path.isEmpty()) {
      throw new IllegalArgumentException("an address must not be empty");
    }
  }

  /** The address of a branch of a step at the top of a run. */
  public static Address of(int step, int branch) {
    return new Address(step + "." + branch);
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
