package dev.retinue.llm.offline.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.retinue.llm.offline.argument.Arguments;
import dev.retinue.llm.offline.argument.Parameters;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CluesTest {
  @Test
  void datesAreFoundInIsoAndInWords() {
    assertThat(
            new Clues("from 2026-01-31 to 3rd of March 2026 or March 5, 2026 at 2026-04-01T10:00Z")
                .dates())
        .containsExactly("2026-01-31", "2026-03-03", "2026-03-05", "2026-04-01T10:00Z");
  }

  @Test
  void numbersAreNeitherDatesNorTimesNorPartsOfWords() {
    assertThat(new Clues("1,240.50 and -3 on 2026-01-31 at 10:30 in B12, 7.").numbers())
        .containsExactly("1240.50", "-3", "7");
  }

  @Test
  void pathsAreTokensWithASlashOrAnExtension() {
    assertThat(
            new Clues(
                    "Copy docs/a.md, notes.txt and ./x/y to Europe/Berlin, see https://e.org/b.html"
                        + " or mail a@b.example")
                .paths())
        .containsExactly("docs/a.md", "notes.txt", "./x/y");
  }

  @Test
  void addressesLoseThePunctuationOfTheSentence() {
    assertThat(new Clues("See https://example.org/a?b=1, please.").urls())
        .containsExactly("https://example.org/a?b=1");
    assertThat(new Clues("Write to ada@example.org.").emails()).containsExactly("ada@example.org");
  }

  @Test
  void zonesAreIdsAndCitiesInOrder() {
    assertThat(new Clues("from New York to Asia/Tokyo and London, in UTC").zones())
        .containsExactly("America/New_York", "Asia/Tokyo", "Europe/London", "UTC");
  }

  @Test
  void quotesAreFoundButNotApostrophes() {
    assertThat(new Clues("Ada's friend says \"hello\" and 'good bye', doesn't she?").quoted())
        .containsExactly("hello", "good bye");
  }

  @Test
  void namesAreCapitalisedRunsWithinASentence() {
    assertThat(new Clues("Does Marta Olsen know Jena? Ask her.").names())
        .containsExactly("Marta Olsen", "Jena");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "What is 17.5% of 1,240?|17.5% of 1,240",
        "12 * (3 + 4)|12 * (3 + 4)",
        "Please work out (2+3)*4 for me|(2+3)*4",
        "what is 2^10 - 24?|2^10 - 24",
        "the square root of 81|sqrt(81)",
        "5 km in miles|5 km in miles",
        "6 times 7 plus 1|6 * 7 + 1",
      })
  void arithmeticIsTheLongestSpan(String text, String expression) {
    assertThat(Expression.in(text)).contains(expression);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Meet me on 2026-03-01 at noon",
        "I have 3 cats and 2 dogs",
        "Which chapter follows chapter 12?",
        "Open docs/report.md",
        "On 3/4/2026 it rained",
        "Call extension 114",
        "The years 1990-2000 were warm"
      })
  void otherNumbersAreNoArithmetic(String text) {
    assertThat(Expression.in(text)).isEmpty();
  }

  @Nested
  class IntoArguments {
    private String filled(String text, JsonObjectSchema.Builder schema) {
      var filled = new Arguments(new Clues(text)).fill(Parameters.of(schema.build()));
      return filled.isComplete() ? filled.arguments().toString() : "nothing";
    }

    @Test
    void eachValueIsUsedOnce() {
      assertThat(
              filled(
                  "Roll 3 dice with 6 sides",
                  JsonObjectSchema.builder()
                      .addIntegerProperty("dice")
                      .addIntegerProperty("sides")
                      .required("dice", "sides")))
          .isEqualTo("{\"dice\":3,\"sides\":6}");
    }

    @Test
    void enumsAreWhatTheTextMentions() {
      assertThat(
              filled(
                  "Turn on the lamp in the kitchen",
                  JsonObjectSchema.builder()
                      .addEnumProperty("state", java.util.List.of("off", "on"))
                      .required("state")))
          .isEqualTo("{\"state\":\"on\"}");
    }

    @Test
    void aFlagIsSetWhereItIsNamed() {
      var schema = JsonObjectSchema.builder().addBooleanProperty("recursive");

      assertThat(filled("List all files recursive", schema)).isEqualTo("{\"recursive\":true}");
      assertThat(filled("List all files", schema)).isEqualTo("{}");
    }

    @Test
    void aRequiredFreeTextIsTheQuestionItself() {
      assertThat(
              filled(
                  "Why is the sky blue?",
                  JsonObjectSchema.builder().addStringProperty("question").required("question")))
          .isEqualTo("{\"question\":\"Why is the sky blue\"}");
    }

    @Test
    void aRequiredValueThatIsNotThereFillsNothing() {
      assertThat(
              filled(
                  "Read the file",
                  JsonObjectSchema.builder().addStringProperty("path").required("path")))
          .isEqualTo("nothing");
    }
  }
}
