package dev.retinue.llm.offline.argument;

import java.util.Locale;

/** Names of languages in the form that a parameter asks for. */
final class Languages {
  private Languages() {}

  /** "German" as it stands, or as {@code de} or {@code deu} where a code is wanted. */
  static String coded(String language, Slot slot) {
    boolean two =
        slot.description().matches("(?is).*\\b(?:two|2)[- ]letter\\b.*|.*\\biso 639-1\\b.*");
    boolean three =
        slot.description().matches("(?is).*\\b(?:three|3)[- ]letter\\b.*|.*\\bsuch as eng\\b.*");
    if (!two && !three) {
      return language;
    }
    for (String code : Locale.getISOLanguages()) {
      Locale locale = Locale.of(code);
      if (locale.getDisplayLanguage(Locale.ENGLISH).equalsIgnoreCase(language)) {
        return two ? code : locale.getISO3Language();
      }
    }
    return language;
  }
}
