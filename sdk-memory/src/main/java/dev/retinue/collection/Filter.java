package dev.retinue.collection;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which entries may be found. A filter never changes the score of an entry it lets through. */
public sealed interface Filter {
  /** How many conditions one filter may have, all its parts together. */
  int MAX_CONDITIONS = 500;

  /** Every entry. */
  record All() implements Filter {}

  /**
   * The entries of these ids.
   *
   * @param ids none finds nothing
   */
  record Ids(Set<String> ids) implements Filter {
    public Ids {
      ids = Set.copyOf(ids);
    }
  }

  /**
   * The entries of greater ids, in the order of their UTF-8 bytes: the next page of a listing by
   * id.
   */
  record After(String id) implements Filter {}

  /** The field has this value; for keywords: it has all of them, among others. */
  record Equals(String field, FieldValue value) implements Filter {}

  /**
   * The field has at least one of these keywords.
   *
   * @param keywords none finds nothing; any number is one condition
   */
  record AnyOf(String field, Set<String> keywords) implements Filter {
    public AnyOf {
      keywords = Set.copyOf(keywords);
    }
  }

  /**
   * The field is within these bounds, both included. Open ends are {@link FieldValue.Time#EARLIEST}
   * and the like, or the infinite numbers.
   */
  record Range(String field, FieldValue.Ordered from, FieldValue.Ordered to) implements Filter {
    public Range {
      if (from.getClass() != to.getClass()) {
        throw new IllegalArgumentException(
            "the bounds of a range must be of one kind, got "
                + from
                + " and "
                + to
                + " for field '"
                + field
                + "'");
      }
    }
  }

  /** Those that all parts let through; of no parts: every entry. */
  record And(List<Filter> parts) implements Filter {
    public And {
      parts = List.copyOf(parts);
      Conditions.check(parts);
    }
  }

  /** Those that at least one part lets through; of no parts: none. */
  record Or(List<Filter> parts) implements Filter {
    public Or {
      parts = List.copyOf(parts);
      Conditions.check(parts);
    }
  }

  /** Those that the part does not let through; entries without its field among them. */
  record Not(Filter part) implements Filter {}

  static Filter all() {
    return new All();
  }

  static Filter ids(String... ids) {
    return new Ids(new LinkedHashSet<>(List.of(ids)));
  }

  /** The field has this keyword. */
  static Filter is(String field, String keyword) {
    return new Equals(field, FieldValue.keyword(keyword));
  }

  static Filter anyOf(String field, String... keywords) {
    return new AnyOf(field, new LinkedHashSet<>(List.of(keywords)));
  }

  static Filter atLeast(String field, FieldValue.Ordered value) {
    return new Range(
        field,
        value,
        switch (value) {
          case FieldValue.Numeric n -> FieldValue.number(Double.POSITIVE_INFINITY);
          case FieldValue.Time t -> FieldValue.Time.LATEST;
        });
  }

  static Filter atMost(String field, FieldValue.Ordered value) {
    return new Range(
        field,
        switch (value) {
          case FieldValue.Numeric n -> FieldValue.number(Double.NEGATIVE_INFINITY);
          case FieldValue.Time t -> FieldValue.Time.EARLIEST;
        },
        value);
  }

  static Filter and(Filter... parts) {
    return new And(List.of(parts));
  }

  static Filter or(Filter... parts) {
    return new Or(List.of(parts));
  }

  static Filter not(Filter part) {
    return new Not(part);
  }
}
