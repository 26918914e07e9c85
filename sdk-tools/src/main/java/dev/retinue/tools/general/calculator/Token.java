package dev.retinue.tools.general.calculator;

/** A piece of an expression. */
sealed interface Token {
  /** Where it begins, counted from 0. */
  int position();

  record Numeral(Rational value, int position) implements Token {}

  record Name(String text, int position) implements Token {}

  /** A date in ISO form, which only stands where a function wants a date. */
  record Date(java.time.LocalDate value, int position) implements Token {}

  record Symbol(char sign, int position) implements Token {}

  record End(int position) implements Token {}

  /** For messages. */
  default String shown() {
    return switch (this) {
      case Numeral(Rational value, int at) -> "a number";
      case Name(String text, int at) -> "'" + text + "'";
      case Date(java.time.LocalDate value, int at) -> "the date " + value;
      case Symbol(char sign, int at) -> "'" + sign + "'";
      case End(int at) -> "the end";
    };
  }
}
