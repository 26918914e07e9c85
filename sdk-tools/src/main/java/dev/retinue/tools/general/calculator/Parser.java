package dev.retinue.tools.general.calculator;

import dev.retinue.error.NearestName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Makes a tree of an expression, by recursive descent. From loose to tight: conversion ({@code in},
 * {@code to}, {@code as}); {@code + -}; {@code * / mod of per}; signs; {@code ^}, from the right;
 * {@code !}, {@code %} and units. Nothing is multiplied that has no sign between. Confined.
 */
final class Parser {
  /** Names with a meaning of their own, which are never units or functions. */
  static final Set<String> WORDS = Set.of("in", "to", "as", "of", "per", "mod");

  private static final Set<String> CONVERSIONS = Set.of("in", "to", "as");
  private static final Set<String> CONSTANTS = Set.of("pi", "π", "e");
  private static final Set<String> UNEVEN = Set.of("month", "months", "year", "years", "yr", "yrs");
  private static final int MOST_NESTING = 100;

  private final List<Token> tokens;
  private int next;
  private int depth;

  private Parser(List<Token> tokens) {
    this.tokens = tokens;
  }

  static Node parse(List<Token> tokens) throws Fault {
    Parser parser = new Parser(tokens);
    Node node = parser.conversion();
    if (!(parser.peek() instanceof Token.End)) {
      throw parser.noOperator();
    }
    return node;
  }

  /** Units alone, as they stand after {@code in}. */
  static Measure parseUnits(List<Token> tokens) throws Fault {
    Parser parser = new Parser(tokens);
    Measure measure = parser.target();
    if (!(parser.peek() instanceof Token.End)) {
      throw Fault.invalid("expected only units, found " + parser.peek().shown())
          .at(parser.peek().position());
    }
    return measure;
  }

  private Node conversion() throws Fault {
    if (++depth > MOST_NESTING) {
      throw Fault.limit("nested deeper than " + MOST_NESTING + " levels").at(peek().position());
    }
    Node node = sum();
    while (peek() instanceof Token.Name(String word, int at) && CONVERSIONS.contains(word)) {
      next++;
      node = new Node.Converted(node, target(), at);
    }
    depth--;
    return node;
  }

  private Node sum() throws Fault {
    Node node = product();
    while (isSymbol('+') || isSymbol('-')) {
      Node.Operator operator = isSymbol('+') ? Node.Operator.PLUS : Node.Operator.MINUS;
      int at = take().position();
      node = new Node.Binary(operator, node, product(), at);
    }
    return node;
  }

  private Node product() throws Fault {
    Node node = signed();
    Optional<Node.Operator> operator = multiplicative();
    while (operator.isPresent()) {
      int at = take().position();
      node = new Node.Binary(operator.get(), node, signed(), at);
      operator = multiplicative();
    }
    return node;
  }

  private Optional<Node.Operator> multiplicative() {
    return switch (peek()) {
      case Token.Symbol(char sign, int at) when sign == '*' -> Optional.of(Node.Operator.TIMES);
      case Token.Symbol(char sign, int at) when sign == '/' -> Optional.of(Node.Operator.OVER);
      case Token.Symbol(char sign, int at) when sign == '%' -> Optional.of(Node.Operator.MODULO);
      case Token.Name(String word, int at) when word.equals("mod") ->
          Optional.of(Node.Operator.MODULO);
      case Token.Name(String word, int at) when word.equals("of") -> Optional.of(Node.Operator.OF);
      case Token.Name(String word, int at) when word.equals("per") ->
          Optional.of(Node.Operator.OVER);
      default -> Optional.empty();
    };
  }

  private Node signed() throws Fault {
    if (!isSymbol('-') && !isSymbol('+')) {
      return power();
    }
    if (++depth > MOST_NESTING) {
      throw Fault.limit("nested deeper than " + MOST_NESTING + " levels").at(peek().position());
    }
    boolean minus = isSymbol('-');
    int at = take().position();
    Node operand = signed();
    depth--;
    return minus ? new Node.Negated(operand, at) : operand;
  }

  private Node power() throws Fault {
    Node base = postfix();
    if (!isSymbol('^')) {
      return base;
    }
    if (++depth > MOST_NESTING) {
      throw Fault.limit("nested deeper than " + MOST_NESTING + " levels").at(peek().position());
    }
    int at = take().position();
    Node exponent = signed();
    depth--;
    return new Node.Binary(Node.Operator.POWER, base, exponent, at);
  }

  private Node postfix() throws Fault {
    boolean afterNumber = peek() instanceof Token.Numeral;
    Node node = primary();
    while (true) {
      int at = peek().position();
      if (isSymbol('!')) {
        next++;
        node = new Node.Factorial(node, at);
      } else if (isSymbol('%') && !beginsOperand(tokens.get(next + 1))) {
        next++;
        node = new Node.InUnit(node, Measure.of(Unit.PERCENT), at);
      } else if (peek() instanceof Token.Name(String name, int p)
          && !(node instanceof Node.InUnit)
          && (!WORDS.contains(name) || (afterNumber && isInch()))) {
        node = new Node.InUnit(node, unit(), at);
      } else {
        return node;
      }
    }
  }

  /** Whether the word "in" after a number is the inch: no unit follows to convert to. */
  private boolean isInch() {
    return peek() instanceof Token.Name(String word, int at)
        && word.equals("in")
        && switch (tokens.get(next + 1)) {
          case Token.Name(String following, int p) -> WORDS.contains(following);
          case Token.Symbol(char sign, int p) -> sign != '%' && sign != '(';
          case Token.End(int p) -> true;
          default -> false;
        };
  }

  private Node primary() throws Fault {
    Token token = take();
    return switch (token) {
      case Token.Numeral(Rational value, int at) -> new Node.Literal(value, at);
      case Token.Date(java.time.LocalDate value, int at) -> new Node.Date(value, at);
      case Token.Name(String name, int at) -> named(name, at);
      case Token.Symbol(char sign, int at) when sign == '(' -> {
        Node inner = conversion();
        if (!isSymbol(')')) {
          throw peek() instanceof Token.End ? unclosed(at) : noOperator();
        }
        next++;
        yield inner;
      }
      case Token.Symbol(char sign, int at) -> throw expectedOperand(token);
      case Token.End(int at) -> throw expectedOperand(token);
    };
  }

  private Node named(String name, int at) throws Fault {
    if (isSymbol('(')) {
      Function function =
          Function.named(name)
              .orElseThrow(() ->
                  Fault.invalid(
                          "unknown function '"
                              + name
                              + "'"
                              + NearestName.hint(name, Function.words()))
                      .at(at));
      return call(function, at);
    }
    if (CONSTANTS.contains(name.toLowerCase(Locale.ROOT))) {
      return new Node.Constant(name.toLowerCase(Locale.ROOT), at);
    }
    if (Function.named(name).isPresent() && Units.find(name).isEmpty()) {
      throw Fault.invalid(
              "'" + name + "' is a function and needs parentheses, as in " + name + "(...)")
          .at(at);
    }
    if (WORDS.contains(name)) {
      throw Fault.invalid("expected a number, a name or '(' before '" + name + "'").at(at);
    }
    next--;
    return new Node.InUnit(new Node.Literal(Rational.ONE, at), unit(), at);
  }

  private Node call(Function function, int at) throws Fault {
    int parenthesis = take().position();
    List<Node> arguments = new ArrayList<>();
    if (!isSymbol(')')) {
      arguments.add(conversion());
      while (isSymbol(',')) {
        next++;
        arguments.add(conversion());
      }
    }
    if (!isSymbol(')')) {
      throw peek() instanceof Token.End ? unclosed(parenthesis) : noOperator();
    }
    next++;
    try {
      function.accept(arguments.size());
    } catch (Fault e) {
      throw e.at(at);
    }
    return new Node.Call(function, List.copyOf(arguments), at);
  }

  /**
   * A unit, with the power that belongs to it: in {@code 5 m^2} the metre is squared, not the 5.
   */
  private Measure unit() throws Fault {
    Token token = take();
    if (token instanceof Token.Symbol(char sign, int at) && sign == '%') {
      return Measure.of(Unit.PERCENT);
    }
    if (!(token instanceof Token.Name(String name, int at))) {
      throw Fault.invalid("expected a unit, found " + token.shown()).at(token.position());
    }
    Measure measure = Measure.of(Units.find(name).orElseThrow(() -> unknownName(name).at(at)));
    boolean minus = isSymbol('^') && isSymbolAt(next + 1, '-');
    if (isSymbol('^')
        && tokens.get(next + (minus ? 2 : 1)) instanceof Token.Numeral(Rational power, int p)
        && power.isWhole()
        && power.bits() < 8) {
      next += minus ? 3 : 2;
      int exponent = power.numerator().intValue();
      try {
        return measure.power(minus ? -exponent : exponent);
      } catch (Fault e) {
        throw e.at(p);
      }
    }
    return measure;
  }

  /** What is converted to: units with {@code *}, {@code /} and {@code per} between them. */
  private Measure target() throws Fault {
    Measure target = unit();
    while (true) {
      boolean times = isSymbol('*');
      boolean over =
          isSymbol('/')
              || (peek() instanceof Token.Name(String word, int at) && word.equals("per"));
      if (!times && !over) {
        return target;
      }
      int at = take().position();
      if (!(peek() instanceof Token.Name)) {
        throw Fault.invalid(
                "after a conversion only units may follow; put the conversion in parentheses to"
                    + " compute with it")
            .at(at);
      }
      Measure factor = unit();
      try {
        target = target.times(times ? factor : factor.power(-1));
      } catch (Fault e) {
        throw e.at(at);
      }
    }
  }

  private static Fault unknownName(String name) {
    if (CONSTANTS.contains(name.toLowerCase(Locale.ROOT)) || Function.named(name).isPresent()) {
      return Fault.invalid(
          "expected an operator before '" + name + "'; multiplication is always written with *");
    }
    if (UNEVEN.contains(name.toLowerCase(Locale.ROOT))) {
      return Fault.invalid(
          "'"
              + name
              + "' has no fixed length; count in days or weeks, or use the datetime tool for"
              + " calendar dates");
    }
    // Symbols of a letter or two are near to everything; of equally near names the longer is meant.
    List<String> known =
        Units.names().stream()
            .filter(unit -> unit.length() > 2)
            .sorted(Comparator.comparingInt(String::length).reversed().thenComparing(unit -> unit))
            .toList();
    Optional<String> nearest =
        NearestName.of(name, known).or(() -> NearestName.of(name, Function.words()));
    return Fault.invalid(
        "unknown name '"
            + name
            + "'"
            + nearest
                .map(n -> "; did you mean '" + n + "'?")
                .orElse("; known are units (km, kg, h, GB...), functions (sqrt...), pi and e"));
  }

  private Fault noOperator() {
    Token token = peek();
    if (token instanceof Token.Numeral && next > 0 && tokens.get(next - 1) instanceof Token.Name) {
      return Fault.invalid(
              "expected an operator before the number; parts are added with +, as in 5 ft + 3 in")
          .at(token.position());
    }
    return Fault.invalid(
            token instanceof Token.Symbol(char sign, int at) && sign == ')'
                ? "this ')' closes nothing"
                : "expected an operator, found "
                    + token.shown()
                    + "; multiplication is always written with *")
        .at(token.position());
  }

  private static Fault unclosed(int at) {
    return Fault.invalid("this '(' is never closed").at(at);
  }

  private static Fault expectedOperand(Token found) {
    return Fault.invalid("expected a number, a name or '(', found " + found.shown())
        .at(found.position());
  }

  private static boolean beginsOperand(Token token) {
    return switch (token) {
      case Token.Numeral n -> true;
      case Token.Date d -> true;
      case Token.Name(String word, int at) -> !WORDS.contains(word);
      case Token.Symbol(char sign, int at) -> sign == '(';
      case Token.End e -> false;
    };
  }

  private Token peek() {
    return tokens.get(next);
  }

  /** The token at hand, moving on unless it is the end. */
  private Token take() {
    Token token = tokens.get(next);
    if (!(token instanceof Token.End)) {
      next++;
    }
    return token;
  }

  private boolean isSymbol(char wanted) {
    return isSymbolAt(next, wanted);
  }

  private boolean isSymbolAt(int index, char wanted) {
    return tokens.get(index) instanceof Token.Symbol(char sign, int at) && sign == wanted;
  }
}
