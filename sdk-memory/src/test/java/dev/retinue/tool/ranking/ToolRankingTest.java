package dev.retinue.tool.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.retinue.embedding.Embeddings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Which tools suit a task. */
class ToolRankingTest {
  private static final ToolSpecification RESIZE =
      tool("image_resize", "Changes width and height of a picture.");
  private static final ToolSpecification WEATHER =
      tool("weather_forecast", "Says what the weather will be at a place.");
  private static final ToolSpecification SEND = tool("email_send", "Sends a mail to somebody.");
  private static final ToolSpecification SHEET =
      tool("excel_read", "Reads cells of an Excel workbook.");
  private static final List<ToolSpecification> TOOLS = List.of(RESIZE, WEATHER, SEND, SHEET);

  private static ToolSpecification tool(String name, String description) {
    return ToolSpecification.builder().name(name).description(description).build();
  }

  private static List<String> chosen(
      @Nullable Embeddings embeddings, List<ToolSpecification> tools, String task, int limit)
      throws InterruptedException {
    try (ToolRanking ranking = new ToolRanking(embeddings, RankingWeights.STANDARD)) {
      ranking.prepare(tools);
      assertThat(ranking.awaitMeanings(Duration.ofMinutes(1))).isTrue();
      return ranking.select(task, tools, limit);
    }
  }

  private static String first(String task) throws InterruptedException {
    return chosen(null, TOOLS, task, 1).getFirst();
  }

  @Nested
  class ByWords {
    @Test
    void itFindsWhatTheDescriptionSaysInAnotherForm() throws Exception {
      assertThat(first("Please send this to Anna")).isEqualTo("email_send");
    }

    @Test
    void itFindsPartsOfTheName() throws Exception {
      assertThat(first("I want a forecast")).isEqualTo("weather_forecast");
    }

    @Test
    void itFindsWhatPeopleCallOtherwise() throws Exception {
      assertThat(first("Make the photo smaller")).isEqualTo("image_resize");
    }

    @Test
    void itTakesAFileForWhatItIs() throws Exception {
      assertThat(first("What is in budget_2025.xlsx?")).isEqualTo("excel_read");
    }

    @Test
    void itFindsTheValuesThatAParameterMayHave() throws Exception {
      ToolSpecification units =
          ToolSpecification.builder()
              .name("convert")
              .parameters(
                  JsonObjectSchema.builder()
                      .addProperty(
                          "to", JsonEnumSchema.builder().enumValues("fahrenheit", "kelvin").build())
                      .build())
              .build();

      assertThat(chosen(null, List.of(SEND, units), "20 degrees in fahrenheit", 1))
          .containsExactly("convert");
    }

    @Test
    void itFindsTheExamplesInTheMetadata() throws Exception {
      ToolSpecification oracle =
          tool("oracle", "Answers.").toBuilder()
              .addMetadata("examples", List.of("Who wins the lottery?"))
              .build();

      assertThat(chosen(null, List.of(SEND, oracle), "lottery numbers, please", 1))
          .containsExactly("oracle");
    }
  }

  @Nested
  class InAnotherLanguage {
    @Test
    void germanIsGlossed() throws Exception {
      assertThat(first("Verkleinere das Bild auf die halbe Breite")).isEqualTo("image_resize");
      assertThat(first("Wie wird morgen das Wetter in Graz?")).isEqualTo("weather_forecast");
    }

    @Test
    void frenchIsGlossed() throws Exception {
      assertThat(first("Envoie un courriel à mon chef pour lui dire que je suis malade"))
          .isEqualTo("email_send");
    }

    @Test
    void spanishIsGlossed() throws Exception {
      assertThat(first("¿Qué tiempo va a hacer mañana en la costa?")).isEqualTo("weather_forecast");
    }

    @Test
    void oneThatIsNotKnownStillGetsAChoice() throws Exception {
      assertThat(chosen(null, TOOLS, "明日の天気はどうですか", 2)).hasSize(2);
    }
  }

  @Nested
  class ByMeaning {
    /** Near to anything about the sky is what speaks of weather. */
    private static final class Sky implements Embeddings {
      private final CountDownLatch open;
      private boolean failing;

      Sky(int closed) {
        open = new CountDownLatch(closed);
      }

      @Override
      public String model() {
        return "sky";
      }

      @Override
      public int dimensions() {
        return 3;
      }

      @Override
      public List<float[]> embed(List<String> texts, Use use) {
        if (failing) {
          throw new IllegalStateException("no sky today");
        }
        try {
          if (use == Use.PASSAGE && !open.await(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException("never opened");
          }
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
        float[] other = use == Use.PASSAGE ? new float[] {0, 1, 0} : new float[] {0, 0, 1};
        return texts.stream()
            .map(text ->
                text.contains("weather") || text.matches("(Do I need|Take) an umbrella.?")
                    ? new float[] {1, 0, 0}
                    : other)
            .toList();
      }
    }

    @Test
    void itFindsWhatSharesNoWord() throws Exception {
      assertThat(chosen(new Sky(0), TOOLS, "Do I need an umbrella?", 1))
          .containsExactly("weather_forecast");
    }

    @Test
    void inALongTaskOneSentenceIsEnough() throws Exception {
      assertThat(chosen(new Sky(0), TOOLS, "My trip is long. Do I need an umbrella? I am Eve.", 1))
          .containsExactly("weather_forecast");
    }

    @Test
    void nothingWaitsForTheVectorsOfTheTools() throws Exception {
      Sky sky = new Sky(1);
      try (ToolRanking ranking = new ToolRanking(sky, RankingWeights.STANDARD)) {
        ranking.prepare(TOOLS);

        assertThat(ranking.select("Send an umbrella", TOOLS, 1)).containsExactly("email_send");

        sky.open.countDown();
        assertThat(ranking.awaitMeanings(Duration.ofMinutes(1))).isTrue();
        assertThat(ranking.select("Take an umbrella", TOOLS, 1))
            .containsExactly("weather_forecast");
      }
    }

    @Test
    void embeddingsThatFailLeaveTheChoiceToWords() throws Exception {
      Sky sky = new Sky(0);
      sky.failing = true;

      assertThat(chosen(sky, TOOLS, "Send an umbrella", 1)).containsExactly("email_send");
    }
  }

  @Nested
  class BadInput {
    @Test
    void noToolsAreChosenOfNone() throws Exception {
      assertThat(chosen(null, List.of(), "Anything", 8)).isEmpty();
    }

    @Test
    void anEmptyTaskGetsTheFirstOnes() throws Exception {
      assertThat(chosen(null, TOOLS, "  ", 2)).containsExactly("image_resize", "weather_forecast");
    }

    @Test
    void toolsThatSayNothingAreTakenAsTheyAre() throws Exception {
      List<ToolSpecification> silent =
          List.of(
              ToolSpecification.builder().name("x").build(),
              ToolSpecification.builder().name("weather").build());

      assertThat(chosen(null, silent, "The weather", 1)).containsExactly("weather");
    }

    @Test
    void ofHundredsOfToolsTheRightOneIsFound() throws Exception {
      List<ToolSpecification> many = new ArrayList<>();
      IntStream.range(0, 600)
          .forEach(i -> many.add(tool("tool_" + i, "Does the thing number " + i + ".")));
      many.add(WEATHER);

      assertThat(chosen(null, many, "What will the weather be?", 3)).contains("weather_forecast");
    }

    @Test
    void ofASchemaWithoutEndOnlyTheBeginningIsRead() throws Exception {
      JsonSchemaElement nested = JsonObjectSchema.builder().description("deep").build();
      for (int i = 0; i < 200; i++) {
        nested =
            JsonObjectSchema.builder()
                .addProperty("inner", nested)
                .description("x".repeat(10_000))
                .build();
      }
      ToolSpecification huge =
          ToolSpecification.builder()
              .name("huge")
              .parameters(JsonObjectSchema.builder().addProperty("outer", nested).build())
              .build();

      assertThat(ToolText.of(huge).parameters().length()).isLessThan(20_000);
      assertThat(chosen(null, List.of(huge, WEATHER), "The weather", 1))
          .containsExactly("weather_forecast");
    }

    @Test
    void aWordWithoutEndTakesNoLonger() {
      assertTimeoutPreemptively(
          Duration.ofSeconds(5),
          () -> {
            for (String letters : List.of("x", "a.", "ab/", "a-", "Ä", "x@x.")) {
              first("Was ist das? " + letters.repeat(2_000));
            }
          });
    }

    @Test
    void ofATaskWithoutEndTheBeginningCounts() throws Exception {
      assertThat(first("Send this mail: " + "lorem ipsum picture ".repeat(50_000)))
          .isEqualTo("email_send");
    }
  }
}
