package dev.retinue.llm.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TokenEstimateTest {
  private static final Encoding O200K =
      Encodings.newDefaultEncodingRegistry().getEncoding(EncodingType.O200K_BASE);

  static List<String> texts() {
    return List.of(
        """
        The tower stands on the northern shore of the bay, and from its platform one sees the whole
        of the old harbour. It was built between 1887 and 1889 for an exhibition, and should have
        been taken down after twenty years; but the engineers who had come to measure the winds
        found it so useful for their antennas that nobody wanted to lose it. Visitors climb 1,665
        steps, or wait for one of the lifts, which in summer takes an hour and more.\
        """,
        """
        Der Turm steht am nördlichen Ufer der Bucht, und von seiner Plattform überblickt man den
        ganzen alten Hafen. Er wurde zwischen 1887 und 1889 für eine Ausstellung gebaut und hätte
        nach zwanzig Jahren abgerissen werden sollen; doch die Ingenieure, die gekommen waren, um
        die Winde zu messen, fanden ihn so nützlich für ihre Antennen, dass niemand ihn verlieren
        wollte.\
        """,
        """
        Башня стоит на северном берегу залива, и с её площадки виден весь старый порт. Она была
        построена между 1887 и 1889 годами для выставки, и её должны были снести через двадцать
        лет; но инженеры, приехавшие измерять ветры, нашли её столь полезной для своих антенн, что
        никто не хотел её потерять.\
        """,
        """
        这座塔矗立在海湾的北岸，从它的平台上可以看到整个旧港口。它建于一八八七年至一八八九年之间，是为
        一次展览会而建的，本应在二十年后拆除；但前来测量风力的工程师们发现它对天线非常有用，因此没有人
        愿意失去它。夏天的时候，游客们要等一个多小时才能乘上电梯。\
        """,
        """
        この塔は湾の北岸に立っており、その展望台からは古い港の全体を見渡すことができます。展覧会のために
        建てられ、二十年後には取り壊されるはずでしたが、風を測りに来た技術者たちがアンテナにとても役立つ
        ことに気づいたため、誰も失いたくないと思うようになりました。\
        """,
        """
        private static Map<String, List<Integer>> grouped(Collection<Reading> readings) {
          Map<String, List<Integer>> byStation = new TreeMap<>();
          for (Reading reading : readings) {
            if (reading.value() != null && reading.value() > 0) {
              byStation.computeIfAbsent(reading.station(), key -> new ArrayList<>())
                  .add(reading.value());
            }
          }
          return Collections.unmodifiableMap(byStation);
        }\
        """,
        """
        {"station":"north-bay","readings":[{"at":"2026-03-01T10:00:00Z","wind":12.5,"gust":18},
         {"at":"2026-03-01T10:10:00Z","wind":13.25,"gust":19},{"at":"2026-03-01T10:20:00Z",
         "wind":11.75,"gust":17}],"units":{"wind":"m/s","gust":"m/s"},"complete":true}\
        """);
  }

  @ParameterizedTest
  @MethodSource("texts")
  void aTextIsEstimatedWithinAQuarterOfATokenizer(String text) {
    double counted = O200K.countTokens(text);

    assertThat(TokenEstimate.OPENAI.text(text) / counted).isCloseTo(1, within(0.25));
  }

  @Test
  void whatIsNotTextCountsToo() {
    long image =
        TokenEstimate.ANTHROPIC.of(UserMessage.from(ImageContent.from("iVBO", "image/png")));
    long call =
        TokenEstimate.OPENAI.of(
            AiMessage.from(
                ToolExecutionRequest.builder().id("1").name("calculator").arguments("{}").build()));

    assertThat(image).isEqualTo(1_605);
    assertThat(call).isGreaterThan(10);
  }

  @Test
  void toolsArePartOfAPrompt() {
    ToolSpecification tool =
        ToolSpecification.builder()
            .name("get_weather")
            .description("The weather in a city")
            .parameters(JsonObjectSchema.builder().addStringProperty("city", "its name").build())
            .build();
    ChatRequest bare = ChatRequest.builder().messages(UserMessage.from("Hello")).build();

    assertThat(TokenEstimate.GEMINI.of(bare.toBuilder().toolSpecifications(tool).build()))
        .isGreaterThan(TokenEstimate.GEMINI.of(bare) + 30);
  }

  @Test
  void itIsALangchain4jEstimator() {
    UserMessage message = UserMessage.from(TextContent.from("How high is the tower?"));

    assertThat(TokenEstimate.OPENAI.estimateTokenCountInMessages(List.of(message, message)))
        .isEqualTo(2 * TokenEstimate.OPENAI.estimateTokenCountInMessage(message));
  }

  @Test
  void aScaleThatIsNoneIsRefused() {
    assertThatThrownBy(() -> new TokenEstimate(0, 1, 1, 1))
        .hasMessageStartingWith("an estimate needs a positive scale");
  }
}
