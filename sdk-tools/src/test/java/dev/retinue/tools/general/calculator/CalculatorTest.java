package dev.retinue.tools.general.calculator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.retinue.effect.ToolResult;
import dev.retinue.json.Json;
import dev.retinue.tools.Caller;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalculatorTest {
  private final Caller calculator = Caller.of(Calculator.tool());

  @Test
  void itAnswersWithShortJson() {
    assertThat(calculator.callJson("{\"expression\":\"17.5% of 1240\"}"))
        .isEqualTo(new ToolResult.Ok("{\"value\":\"217\",\"exact\":true}"));
  }

  @Nested
  class ExactNumbers {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "1 + 2 * 3 | 7",
          "(1 + 2) * 3 | 9",
          "-2 ^ 2 | -4",
          "(-2)^2 | 4",
          "2 ^ 3 ^ 2 | 512",
          "2 ** 10 | 1024",
          "2 ^ -2 | 0.25",
          "10 - 4 - 3 | 3",
          "0.1 + 0.2 | 0.3",
          "1/3 + 1/6 | 0.5",
          "1/3*3 | 1",
          "1,240.50 * 2 | 2481",
          "1_000_000 - 1 | 999999",
          "1,234,567 + 1 | 1234568",
          "1.5e3 + 2E-1 | 1500.2",
          ".5 * 4 | 2",
          "7 mod 3 | 1",
          "-7 mod 3 | 2",
          "7.5 mod 2 | 1.5",
          "17 % 5 | 2",
          "5! | 120",
          "3!^2 | 36",
          "-3! | -6",
          "20! | 2432902008176640000",
          "2^100 | 1267650600228229401496703205376",
          "6 × 7 − 2 ÷ 4 | 41.5",
          "4^(1/2) | 2",
          "8^(2/3) | 4",
          "0^0 | 1",
          "1e-30 * 1 | 1e-30",
          "1e30 | 1e30",
          "0.000001 | 0.000001",
        })
    void itComputesWithoutRounding(String expression, String value) {
      JsonNode answer = calculator.ok("expression", expression);

      assertThat(answer.path("value").asText()).isEqualTo(value);
      assertThat(answer.path("exact").asBoolean()).isTrue();
    }

    @Test
    void itRoundsADecimalWithoutEndAndGivesTheFraction() {
      JsonNode answer = calculator.ok("expression", "2/3");

      assertThat(answer.path("value").asText()).isEqualTo("0.6666666666666667");
      assertThat(answer.path("exact").asBoolean()).isFalse();
      assertThat(answer.path("fraction").asText()).isEqualTo("2/3");
    }

    @Test
    void itWritesOutTheDigitsOfALargeFactorial() {
      assertThat(calculator.ok("expression", "100!").path("value").asText())
          .hasSize(158)
          .startsWith("93326215443944152681699238856266700490715968264381621468592963895217599993");
    }

    @Test
    void itRoundsWhatHasMoreThanAThousandDigits() {
      JsonNode answer = calculator.ok("expression", "1000!");

      assertThat(answer.path("value").asText()).isEqualTo("4.023872600770938e2567");
      assertThat(answer.path("exact").asBoolean()).isFalse();
    }
  }

  @Nested
  class Percentages {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "200 + 10% | 220 |",
          "200 - 10% | 180 |",
          "200 * 10% | 20 |",
          "200 / 10% | 2000 |",
          "80 + 10% + 10% | 96.8 |",
          "10% + 5% | 15 | %",
          "10% of 50 + 3 | 8 |",
          "10% of 5 km | 0.5 | km",
          "1/4 of 200 | 50 |",
          "12/48 in % | 25 | %",
          "50% * 50% | 0.25 |",
          "(100 + 7%) * 2 | 214 |",
        })
    void itReadsThemAsPeopleDo(String expression, String value, String unit) {
      JsonNode answer = calculator.ok("expression", expression);

      assertThat(answer.path("value").asText()).isEqualTo(value);
      assertThat(answer.path("unit").asText("")).isEqualTo(unit == null ? "" : unit);
      assertThat(answer.path("exact").asBoolean()).isTrue();
    }
  }

  @Nested
  class IrrationalNumbers {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "sqrt(2) | 1.414213562373095",
          "cbrt(-27.5) | -3.018405368398843",
          "pi | 3.141592653589793",
          "e | 2.718281828459045",
          "π * 2 | 6.283185307179586",
          "ln(10) | 2.302585092994046",
          "log10(2) | 0.301029995663981",
          "exp(1) | 2.718281828459045",
          "sin(1) | 0.841470984807897",
          "cos(1) | 0.540302305868140",
          "tan(1) | 1.557407724654902",
          "atan(2) | 1.107148717794090",
          "2^0.5 | 1.414213562373095",
          "sin(20 deg) | 0.342020143325669",
          "sqrt(2)^2 | 2",
          "sin(pi) | 0",
          "cos(pi/2) | 0",
          "exp(ln(5)) | 5",
          "floor(exp(ln(3))) | 3",
          "(1 + sqrt(5)) / 2 | 1.618033988749895",
        })
    void itRoundsToTheDigitsThatAreAsked(String expression, String value) {
      JsonNode answer = calculator.ok("expression", expression);

      assertThat(answer.path("value").asDouble())
          .isEqualTo(Double.parseDouble(value), org.assertj.core.data.Offset.offset(2e-15));
      assertThat(answer.path("value").asText())
          .startsWith(value.substring(0, Math.min(15, value.length())));
    }

    @Test
    void itSaysThatTheyAreNotExact() {
      assertThat(calculator.ok("expression", "sqrt(2)").path("exact").asBoolean()).isFalse();
    }

    @Test
    void itGivesAsManyDigitsAsAsked() {
      assertThat(calculator.ok("expression", "pi", "precision", 50).path("value").asText())
          .isEqualTo("3.1415926535897932384626433832795028841971693993751");
      assertThat(calculator.ok("expression", "sqrt(2)", "precision", 1000).path("value").asText())
          .hasSize(1001)
          .startsWith("1.41421356237309504880168872420969807856967187537694")
          .endsWith("8847");
    }

    @Test
    void itKeepsTheDigitsThatAreLeftWhenMuchCancelsOut() {
      assertThat(calculator.ok("expression", "(1e30 + sqrt(2)) - 1e30").path("value").asText())
          .isEqualTo("1.414213562373095");
    }

    @Test
    void itSaysToHowManyDigitsADifferenceIsZero() {
      assertThat(calculator.callJson("{\"expression\":\"sin(pi)\"}").text())
          .isEqualTo(
              "{\"value\":\"0\",\"exact\":false,\"notes\":[\"a difference that vanished in 86"
                  + " digits was taken for zero\"]}");
    }

    @Test
    void itDoesNotRoundToMorePlacesThanItKnows() {
      JsonNode answer = calculator.ok("expression", "round(pi, 900)", "precision", 50);

      assertThat(answer.path("value").asText())
          .isEqualTo("3.1415926535897932384626433832795028841971693993751");
      assertThat(answer.path("exact").asBoolean()).isFalse();
      assertThat(calculator.refused("expression", "floor(pi * 1e900)").text())
          .startsWith(
              "ERROR LIMIT: the whole part has 901 digits, more than are known; raise 'precision'");
      assertThat(calculator.refused("expression", "1e900 mod pi").code()).isEqualTo("LIMIT");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "sqrt(16) | 4 |",
          "sqrt(1/4) | 0.5 |",
          "cbrt(-27) | -3 |",
          "root(81, 4) | 3 |",
          "ln(1) | 0 |",
          "exp(0) | 1 |",
          "log10(1000) | 3 |",
          "log2(1024) | 10 |",
          "log10(0.001) | -3 |",
          "log(243, 3) | 5 |",
          "sin(30 deg) | 0.5 |",
          "cos(60 deg) | 0.5 |",
          "cos(-420 deg) | 0.5 |",
          "tan(45 deg) | 1 |",
          "sin(0) | 0 |",
          "asin(0.5) in deg | 30 | deg",
          "acos(-1) in deg | 180 | deg",
          "atan(1) in deg | 45 | deg",
        })
    void itStaysExactWhereTheResultIsRational(String expression, String value, String unit) {
      JsonNode answer = calculator.ok("expression", expression);

      assertThat(answer.path("value").asText()).isEqualTo(value);
      assertThat(answer.path("unit").asText("")).isEqualTo(unit == null ? "" : unit);
      assertThat(answer.path("exact").asBoolean()).isTrue();
    }
  }

  @Nested
  class Functions {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "abs(-3.5) | 3.5",
          "min(3, 1, 2) | 1",
          "max(3,200) | 200",
          "sum(1, 2, 3.5) | 6.5",
          "avg(1, 2, 6) | 3",
          "mean(1, 2) | 1.5",
          "round(2.5) | 3",
          "round(-2.5) | -3",
          "round(2.345, 2) | 2.35",
          "round(1234, -2) | 1200",
          "floor(-1.5) | -2",
          "ceil(-1.5) | -1",
          "ceil(1.2) | 2",
          "trunc(-1.7) | -1",
          "gcd(84, 36, 60) | 12",
          "lcm(4, 6) | 12",
          "max((1,240), 7) | 1240",
          "ROUND(Sqrt(9)) | 3",
        })
    void itKnowsThem(String expression, String value) {
      assertThat(calculator.ok("expression", expression).path("value").asText()).isEqualTo(value);
    }

    @Test
    void itNotesThatACommaSeparatedArguments() {
      assertThat(calculator.ok("expression", "max(1,240, 7)").path("notes").get(0).asText())
          .isEqualTo(
              "commas inside a function separate its arguments: 1,240 was taken as two numbers");
    }
  }

  @Nested
  class UnitsOfMeasurement {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "5 km in miles | 3.10685596118667 | mi",
          "26.2 mi in km | 42.1648128 | km",
          "6 ft + 2 in in cm | 187.96 | cm",
          "12 in in ft | 1 | ft",
          "30 cm in in | 11.81102362204724 | in",
          "3 h + 20 min in min | 200 | min",
          "1.5 h - 30 min | 1 | h",
          "20 degC in degF | 68 | degF",
          "-40 °C in °F | -40 | degF",
          "98.6 F in C | 37 | degC",
          "0 degC in K | 273.15 | K",
          "(20 degC in K) + 5 K in degC | 25 | degC",
          "avg(10 degC, 20 degC) | 15 | degC",
          "1 GiB in MB | 1073.741824 | MB",
          "100 Mbit / 8 bit | 12500000 |",
          "80 MB / (10 MB/s) | 8 | s",
          "100 km / 2 h | 50 | km/h",
          "90 km/h in m/s | 25 | m/s",
          "60 mph in km/h | 96.56064 | km/h",
          "100 km/h in km per h | 100 | km/h",
          "5 m * 4 m | 20 | m^2",
          "5 m^2 * 2 | 10 | m^2",
          "1 acre in m2 | 4046.8564224 | m2",
          "2 L in cups | 8.453505675460749 | cup",
          "10 m * 10 m in ha | 0.01 | ha",
          "sqrt(16 m^2) | 4 | m",
          "sqrt(4 ha) | 200 | m",
          "100 km / 50 m | 2000 |",
          "180 deg in turn | 0.5 | turn",
          "max(1 mi, 1 km) | 1 | mi",
          "round(5 km in mi, 1) | 3.1 | mi",
          "(1/2) h in min | 30 | min",
          "5 kg * 2 m/s^2 | 10 | kg*m/s^2",
          "3 lb in kg | 1.36077711 | kg",
        })
    void itComputesAndConverts(String expression, String value, String unit) {
      JsonNode answer = calculator.ok("expression", expression);

      assertThat(answer.path("value").asText()).isEqualTo(value);
      assertThat(answer.path("unit").asText("")).isEqualTo(unit == null ? "" : unit);
    }

    @Test
    void itGivesATimeInParts() {
      JsonNode answer = calculator.ok("expression", "3 h + 20 min");

      assertThat(answer.path("value").asText()).isEqualTo("3.333333333333333");
      assertThat(answer.path("unit").asText()).isEqualTo("h");
      assertThat(answer.path("readable").asText()).isEqualTo("3 h 20 min");
    }

    @Test
    void itTakesTheUnitOfTheResultAsAnArgument() {
      assertThat(calculator.callJson("{\"expression\":\"5 km\",\"units\":\"m\"}").text())
          .isEqualTo("{\"value\":\"5000\",\"unit\":\"m\",\"exact\":true}");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '"',
        value = {
          "5 km + 3 kg | cannot combine 5 km (a length) with 3 kg (a mass)",
          "5 km in kg | cannot convert 5 km (a length) to kg (a mass)",
          "5 in kg | cannot convert 5 (a plain number) to kg (a mass)",
          "20 degC + 5 degC | temperatures in degC cannot be added or subtracted",
          "2 * 20 degC | degC cannot be multiplied or divided; convert to K first",
          "3 months in d | 'months' has no fixed length; count in days or weeks",
          "5 kilometrs | unknown name 'kilometrs'; did you mean 'kilometers'?",
          "sqrt(2 m) | no unit is this root of m",
          "ln(2 m) | needs a number without unit, got one in m",
        })
    void itRefusesWhatDoesNotFit(String expression, String message) {
      ToolResult.Failed failed = calculator.refused("expression", expression);

      assertThat(failed.code()).isEqualTo("INVALID_ARGUMENT");
      assertThat(failed.message()).contains(message);
    }

    @Test
    void itSaysWhichUnitOfTheArgumentItDoesNotKnow() {
      assertThat(calculator.refused("expression", "5 km", "units", "furlong").message())
          .startsWith("in 'units': unknown name 'furlong'");
    }
  }

  @Nested
  class Dates {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "days(2025-12-24, 2026-03-03) | 69 | d",
          "date(2026-03-03) - date(2025-12-24) | 69 | d",
          "date(2026-03-03) - date(2025-12-24) in weeks | 9.857142857142857 | week",
          "date(2026-03-03) + 45 d | 2026-04-17 |",
          "date(2024-02-28) + 1 week - 1 d | 2024-03-05 |",
        })
    void itCountsDays(String expression, String value, String unit) {
      JsonNode answer = calculator.ok("expression", expression);

      assertThat(answer.path("value").asText()).isEqualTo(value);
      assertThat(answer.path("unit").asText("")).isEqualTo(unit == null ? "" : unit);
    }

    @Test
    void itSubtractsAndNotesWhatLooksLikeADate() {
      JsonNode answer = calculator.ok("expression", "2026-10-12");

      assertThat(answer.path("value").asText()).isEqualTo("2004");
      assertThat(answer.path("notes").get(0).asText())
          .isEqualTo(
              "2026-10-12 was computed as a subtraction; a date is written date(2026-10-12)");
    }

    @Test
    void itRefusesADayThatDoesNotExist() {
      assertThat(calculator.refused("expression", "days(2026-02-30, 2026-03-01)").message())
          .startsWith("there is no date 2026-02-30, at position 6:\n");
    }
  }

  @Test
  void itTellsTheStepsWhenAsked() {
    assertThat(
            calculator.ok("expression", "17.5% of (1,240 + 60) + 2^3", "steps", true).path("steps"))
        .extracting(JsonNode::asText)
        .containsExactly(
            "1240 + 60 = 1300", "17.5% of 1300 = 227.5", "2 ^ 3 = 8", "227.5 + 8 = 235.5");
  }

  @Nested
  class WhatCannotBeRead {
    @Test
    void itPointsAtThePlace() {
      ToolResult.Failed failed = calculator.refused("expression", "3 + * 4");

      assertThat(failed.code()).isEqualTo("INVALID_ARGUMENT");
      assertThat(failed.message())
          .isEqualTo(
              """
              expected a number, a name or '(', found '*', at position 5:
              3 + * 4
                  ^\
              """);
    }

    @Test
    void itShowsOnlyTheNeighbourhoodOfALongExpression() {
      assertThat(
              calculator
                  .refused("expression", "1 + ".repeat(60) + ") + 1" + " + 1".repeat(60))
                  .message())
          .isEqualTo(
              "expected a number, a name or '(', found ')', at position 241:\n..."
                  + "1 + ".repeat(10)
                  + ") + 1"
                  + " + 1".repeat(8)
                  + " + ...\n"
                  + " ".repeat(43)
                  + "^");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '"',
        value = {
          "2 (3) | expected an operator, found '('; multiplication is always written with *, at position 3:",
          "2 3 | expected an operator, found a number; multiplication is always written with *",
          "(1 + 2 | this '(' is never closed, at position 1:",
          "1 + 2) | this ')' closes nothing, at position 6:",
          "1 + | expected a number, a name or '(', found the end, at position 4:",
          "3,5 + 1 | this comma neither groups thousands",
          "1,24 | this comma neither groups thousands",
          "5 $ | unexpected character '$', at position 3:",
          "sqr(4) | unknown function 'sqr'; did you mean 'sqrt'?, at position 1:",
          "2x | unknown name 'x'",
          "2 pi | expected an operator before 'pi'; multiplication is always written with *, at position 3:",
          "2 sin(1) | expected an operator before 'sin'; multiplication is always written with *",
          "sqrt 4 | 'sqrt' is a function and needs parentheses, as in sqrt(...), at position 1:",
          "5 ft 3 in | expected an operator before the number; parts are added with +, as in 5 ft + 3 in, at position 6:",
          "1 / (2 - 2) | division by zero, at position 3:",
          "5 mod 0 | mod by zero, at position 3:",
          "sqrt(-1) | an even root of a negative number is not a real number, at position 1:",
          "ln(0) | a logarithm needs a positive number",
          "0 ^ -1 | zero cannot be raised to a negative power",
          "(-8) ^ (1/3) | a negative number to a power that is not whole is not a real number",
          "2.5! | a factorial needs a whole number from 0 to 1000",
          "(-1)! | a factorial needs a whole number from 0 to 1000",
          "tan(90 deg) | the tangent of a right angle is not defined",
          "tan(pi/2) | the tangent of a right angle is not defined",
          "asin(2) | the sine or cosine of an angle is from -1 to 1",
          "log(8) | log takes 2 arguments, got 1: log(x, base); for base e use ln(x), for base 10 log10(x)",
          "sqrt() | sqrt takes one argument, got 0",
          "gcd(1.5, 2) | gcd takes whole numbers",
          "round(1, 2.5) | the number of places must be a whole number of at most 1000",
          "of 5 | expected a number, a name or '(' before 'of', at position 1:",
        })
    void itSaysWhy(String expression, String message) {
      ToolResult.Failed failed = calculator.refused("expression", expression);

      assertThat(failed.code()).isEqualTo("INVALID_ARGUMENT");
      assertThat(failed.message()).startsWith(message);
    }

    @Test
    void itRefusesABlankExpression() {
      assertThat(calculator.refused("expression", " ").message())
          .isEqualTo("'expression' is missing or blank; give a text");
    }

    @Test
    void itRefusesAPrecisionOutOfRange() {
      assertThat(calculator.refused("expression", "pi", "precision", 5000).text())
          .isEqualTo(
              "ERROR INVALID_ARGUMENT: 'precision' must be a whole number from 1 to 1000, got"
                  + " 5000");
    }
  }

  @Nested
  class WhatIsTooLarge {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "1001! | factorials are computed up to 1000!, got 1001!, at position 5:",
          "9^9^9 | the power has too many digits; at most 70000 bits are computed",
          "sqrt(2)^(10^9) | the power is too large; at most 10^10000 is computed",
          "exp(1e6) | the power is too large; at most 10^10000 is computed",
          "1e99999 | the exponent 99999 is beyond 10000, at position 1:",
          "1e9999999999 | the exponent 9999999999 is beyond 10000, at position 1:",
          "sin(1e40) | angles are computed up to 10^30 radians",
          "date(2026-01-01) + 1e7 d | a date moves by at most 4000000 days, got 10000000",
        })
    void itSaysTheLimit(String expression, String message) {
      ToolResult.Failed failed = calculator.refused("expression", expression);

      assertThat(failed.code()).isEqualTo("LIMIT");
      assertThat(failed.message()).startsWith(message);
    }

    @Test
    void itLimitsTheLength() {
      assertThat(calculator.refused("expression", "1+".repeat(1000) + "1").text())
          .isEqualTo(
              "ERROR LIMIT: the expression has 2001 characters; at most 2000 are computed, so"
                  + " split it");
    }

    @Test
    void itLimitsTheNesting() {
      assertThat(calculator.refused("expression", "(".repeat(500) + "1" + ")".repeat(500)).text())
          .startsWith("ERROR LIMIT: nested deeper than 100 levels, at position 101:");
      assertThat(calculator.refused("expression", "-".repeat(500) + "1").text())
          .startsWith("ERROR LIMIT: nested deeper than 100 levels");
      assertThat(calculator.refused("expression", "2^".repeat(500) + "1").text())
          .startsWith("ERROR LIMIT: nested deeper than 100 levels");
    }

    @Test
    void itLimitsHowMuchIsComputedWithManyDigits() {
      String expression = "sqrt(2)+".repeat(11) + "1";

      assertThat(calculator.refused("expression", expression, "precision", 1000).text())
          .startsWith(
              "ERROR LIMIT: more than 10 functions and powers at a precision of 1000 digits; use"
                  + " less precision or split the expression, at position 81:");
      assertThat(calculator.ok("expression", expression).path("value").asText())
          .startsWith("16.5563491861040");
    }

    @Test
    void itLimitsWhatGrowsStepByStep() {
      assertThat(calculator.refused("expression", "10^10000 * 10^10000 * 10^10000").text())
          .startsWith("ERROR LIMIT: the exact number needs");
    }
  }

  @Test
  void itStopsWhenItIsInterrupted() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() ->
            calculator
                .tool()
                .call((ObjectNode) Json.tree("{\"expression\":\"1 + 1\"}"), calculator))
        .isInstanceOf(InterruptedException.class);
  }
}
