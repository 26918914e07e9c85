package dev.retinue.memory.review;

import dev.retinue.consolidation.Contradiction.Sign;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What of a text tells whether another says nearly the same, or the contrary. Compared by words
 * alone, and in doubt held to be something else. Immutable.
 *
 * @param words its words in lower case and in order, without fillers
 * @param stems what it is about: stems without stop words, auxiliaries, negations and numbers
 * @param numbers its numbers
 * @param names its capitalised words, in lower case
 * @param denies whether it has a negation
 */
record Wording(
    List<String> words, Set<String> stems, Set<String> numbers, Set<String> names, boolean denies) {
  /** With so many words of both in common texts are nearly the same: one in twenty may differ. */
  private static final double SAME = 0.95;

  /** With so many stems of both in common texts are about the same. */
  private static final double ABOUT_THE_SAME = 0.8;

  /** Fewer stems in common are no sign of anything. */
  private static final int FEW = 2;

  private static final Pattern NEGATION =
      Pattern.compile(
          "\\b(?:not|no|never|cannot|without|nobody|nothing|none|neither|nor)\\b|n['’]t\\b",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern AUXILIARY =
      Pattern.compile(
          "\\b(?:do|does|did|is|are|was|were|am|be|been|has|have|had|can|could|will|would|shall"
              + "|should|may|might|must|any|anymore|longer|always)\\b",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern CONTRACTED =
      Pattern.compile(
          "\\b(?:can|won|shan|don|doesn|didn|isn|aren|wasn|weren|hasn|haven|hadn|couldn|wouldn"
              + "|shouldn|mightn|mustn)['’]t\\b",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern NUMBER = Pattern.compile("\\d[\\d.,:/-]*\\d|\\d");
  private static final Pattern NAME = Pattern.compile("\\b\\p{Lu}[\\p{L}\\p{N}]*");
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}'’]+");

  private static final Set<String> FILLERS =
      Set.of(
          "a", "an", "the", "very", "really", "just", "also", "so", "well", "oh", "hi", "hello",
          "hey", "ok", "okay", "please", "thanks");

  /** Words of which one says the contrary of the other. */
  private static final List<List<String>> OPPOSITES =
      List.of(
          List.of("likes", "dislikes"),
          List.of("loves", "hates"),
          List.of("likes", "hates"),
          List.of("open", "closed"),
          List.of("before", "after"),
          List.of("early", "late"),
          List.of("allowed", "forbidden"),
          List.of("accepts", "rejects"),
          List.of("true", "false"),
          List.of("bought", "sold"),
          List.of("increase", "decrease"),
          List.of("starts", "stops"),
          List.of("hot", "cold"),
          List.of("left", "right"),
          List.of("married", "single"),
          List.of("morning", "evening"),
          List.of("cheap", "expensive"),
          List.of("more", "less"),
          List.of("enabled", "disabled"),
          List.of("possible", "impossible"),
          List.of("safe", "dangerous"),
          List.of("full", "empty"));

  /**
   * @param stem the stems of a text, without stop words
   */
  static Wording of(String text, Function<String, List<String>> stem) {
    List<String> words = all(WORD, text.toLowerCase(Locale.ROOT));
    words.removeIf(FILLERS::contains);
    Set<String> names = new TreeSet<>();
    for (String name : all(NAME, text)) {
      if (!stem.apply(name).isEmpty()
          && !AUXILIARY.matcher(name).matches()
          && !NEGATION.matcher(name).matches()) {
        names.add(name.toLowerCase(Locale.ROOT));
      }
    }
    String topic = text;
    for (Pattern each : List.of(CONTRACTED, NEGATION, AUXILIARY, NUMBER)) {
      topic = each.matcher(topic).replaceAll(" ");
    }
    return new Wording(
        words,
        new LinkedHashSet<>(stem.apply(topic)),
        new TreeSet<>(all(NUMBER, text)),
        names,
        NEGATION.matcher(text).find());
  }

  private static List<String> all(Pattern pattern, String text) {
    List<String> found = new ArrayList<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group());
    }
    return found;
  }

  /**
   * Whether both say nearly the same: no number, name, negation or auxiliary more or less, and what
   * they share in the same order.
   */
  boolean saysNearlyTheSameAs(Wording other) {
    return !words.isEmpty()
        && denies == other.denies
        && numbers.equals(other.numbers)
        && hasTheNamesOf(other)
        && likeness(Set.copyOf(words), Set.copyOf(other.words)) >= SAME
        && common(this, other).equals(common(other, this))
        && auxiliaries().equals(other.auxiliaries());
  }

  private List<String> auxiliaries() {
    return words.stream().filter(word -> AUXILIARY.matcher(word).matches()).toList();
  }

  private boolean hasTheNamesOf(Wording other) {
    return has(names, other) && has(other.names, this);
  }

  /** A word may be capitalised only where it begins a sentence. */
  private static boolean has(Set<String> names, Wording other) {
    return names.stream()
        .allMatch(name -> other.names.contains(name) || other.words.contains(name));
  }

  private static List<String> common(Wording one, Wording other) {
    List<String> common = new ArrayList<>(new LinkedHashSet<>(one.words));
    common.retainAll(other.words);
    return common;
  }

  private static double likeness(Set<String> one, Set<String> other) {
    Set<String> both = new HashSet<>(one);
    both.retainAll(other);
    Set<String> all = new HashSet<>(one);
    all.addAll(other);
    return all.isEmpty() ? 0 : (double) both.size() / all.size();
  }

  /** Pairs of stems of which one says the contrary of the other. */
  static List<List<String>> opposites(Function<String, List<String>> stem) {
    return OPPOSITES.stream()
        .map(pair -> pair.stream().map(word -> String.join(" ", stem.apply(word))).toList())
        .toList();
  }

  /**
   * A sign that one says the contrary of the other.
   *
   * @param opposites of {@link #opposites}
   */
  Optional<Sign> against(Wording other, List<List<String>> opposites) {
    Set<String> ours = new HashSet<>(stems);
    Set<String> theirs = new HashSet<>(other.stems);
    boolean opposite = withoutOpposites(ours, theirs, opposites);
    boolean otherNumbers = !numbers.equals(other.numbers);
    boolean otherwise = denies != other.denies;
    if (!hasTheNamesOf(other)
        || Math.min(ours.size(), theirs.size()) < FEW
        || likeness(ours, theirs) < ABOUT_THE_SAME
        || numbers.size() != other.numbers.size()) {
      return Optional.empty();
    }
    // Two differences may well come to no contradiction: not open, and closed.
    int differences = (opposite ? 1 : 0) + (otherNumbers ? 1 : 0) + (otherwise ? 1 : 0);
    if (differences != 1) {
      return Optional.empty();
    }
    return Optional.of(opposite ? Sign.OPPOSITE : otherNumbers ? Sign.OTHER_NUMBER : Sign.DENIAL);
  }

  /** Takes one pair of opposites out, of which each text has one. */
  private static boolean withoutOpposites(
      Set<String> one, Set<String> other, List<List<String>> opposites) {
    for (List<String> pair : opposites) {
      String first = pair.getFirst();
      String second = pair.getLast();
      if (has(one, first, other, second) || has(one, second, other, first)) {
        Set<String> both = Set.of(first, second);
        one.removeAll(both);
        other.removeAll(both);
        return true;
      }
    }
    return false;
  }

  private static boolean has(Set<String> one, String first, Set<String> other, String second) {
    return one.contains(first)
        && other.contains(second)
        && !one.contains(second)
        && !other.contains(first);
  }
}
