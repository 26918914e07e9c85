package dev.retinue.memory;

/** Refuses what says nothing. */
final class NotBlank {
  private NotBlank() {}

  static void check(String what, String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException(what + " must not be blank");
    }
  }

  static void check(String what, String id, String text) {
    check("the id of a " + what, id);
    check("the text of " + what + " " + id, text);
  }
}
