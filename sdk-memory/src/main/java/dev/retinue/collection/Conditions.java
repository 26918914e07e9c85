package dev.retinue.collection;

import java.util.List;

/**
 * Counts the conditions of a filter, so that one too large is refused where it is made and not
 * inside Lucene.
 */
final class Conditions {
  private Conditions() {}

  static void check(List<Filter> parts) {
    int count = parts.stream().mapToInt(Conditions::count).sum();
    if (count > Filter.MAX_CONDITIONS) {
      throw new IllegalArgumentException(
          "a filter may have "
              + Filter.MAX_CONDITIONS
              + " conditions, got "
              + count
              + "; use AnyOf or Ids for many values of one field");
    }
  }

  private static int count(Filter filter) {
    return switch (filter) {
      case Filter.All all -> 1;
      case Filter.Ids ids -> 1;
      case Filter.After after -> 1;
      case Filter.Equals equals ->
          equals.value() instanceof FieldValue.Keywords keywords ? keywords.values().size() : 1;
      case Filter.AnyOf anyOf -> 1;
      case Filter.Range range -> 1;
      case Filter.And and -> 1 + and.parts().stream().mapToInt(Conditions::count).sum();
      case Filter.Or or -> 1 + or.parts().stream().mapToInt(Conditions::count).sum();
      case Filter.Not not -> 1 + count(not.part());
    };
  }
}
