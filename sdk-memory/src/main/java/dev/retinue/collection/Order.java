package dev.retinue.collection;

/**
 * The order of a listing: by one field, entries without it last, equals by id. A keywords field is
 * ordered by its first keyword in that order.
 */
public sealed interface Order {
  /** By id, in the order of its UTF-8 bytes. */
  record ById() implements Order {}

  /** Smallest or earliest first. */
  record Ascending(String field) implements Order {}

  /** Greatest or latest first. */
  record Descending(String field) implements Order {}

  static Order byId() {
    return new ById();
  }

  static Order ascending(String field) {
    return new Ascending(field);
  }

  static Order descending(String field) {
    return new Descending(field);
  }
}
