package dev.retinue.llm.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContextWindowTest {
  private static final ContextWindow TEN_MESSAGES =
      new ContextWindow(12, 2, request -> request.messages().size());

  private static ChatRequest request(List<ChatMessage> messages) {
    return ChatRequest.builder().messages(messages).build();
  }

  private static final ToolExecutionRequest CALL =
      ToolExecutionRequest.builder().id("1").name("clock").arguments("{}").build();

  /** A question, a call of a tool with its result, and an answer: four messages. */
  private static List<ChatMessage> turn(String question) {
    return List.of(
        UserMessage.from(question),
        AiMessage.from(CALL),
        ToolExecutionResultMessage.from(CALL, "noon"),
        AiMessage.from("At noon."));
  }

  @SafeVarargs
  private static List<ChatMessage> all(List<ChatMessage>... parts) {
    List<ChatMessage> all = new ArrayList<>();
    for (List<ChatMessage> part : parts) {
      all.addAll(part);
    }
    return all;
  }

  @Test
  void whatFitsStaysAsItIs() {
    ChatRequest fits = request(all(turn("1"), turn("2")));

    assertThat(TEN_MESSAGES.fit(fits)).isSameAs(fits);
  }

  @Test
  void wholeTurnsGoTheOldestFirstAndTheSystemMessageStays() {
    List<ChatMessage> system = List.of(SystemMessage.from("You know the time."));

    ChatRequest fitted = TEN_MESSAGES.fit(request(all(system, turn("1"), turn("2"), turn("3"))));

    assertThat(fitted.messages()).isEqualTo(all(system, turn("2"), turn("3")));
  }

  @Test
  void theLastTurnStaysHoweverLongItIs() {
    List<ChatMessage> longer = new ArrayList<>(turn("last"));
    for (int i = 0; i < 10; i++) {
      longer.add(AiMessage.from(CALL));
      longer.add(ToolExecutionResultMessage.from(CALL, "noon"));
    }

    assertThat(TEN_MESSAGES.fit(request(all(turn("1"), longer))).messages()).isEqualTo(longer);
  }

  @Test
  void roomForTheAnswerIsKept() {
    ChatRequest asking = request(all(turn("1"), turn("2")));

    assertThat(TEN_MESSAGES.fit(asking.toBuilder().maxOutputTokens(5).build()).messages())
        .isEqualTo(turn("2"));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void noCallIsEverPartedFromItsResult(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      List<ChatMessage> messages = conversation(random);
      ContextWindow window =
          new ContextWindow(2 + random.nextInt(30), 1, each -> each.messages().size());

      List<ChatMessage> kept = window.fit(request(messages)).messages();

      assertThat(kept).endsWith(messages.getLast());
      assertThat(results(kept)).isEqualTo(calls(kept));
      assertThat(kept.stream().filter(SystemMessage.class::isInstance).count())
          .isEqualTo(messages.stream().filter(SystemMessage.class::isInstance).count());
    }
  }

  private static List<ChatMessage> conversation(Random random) {
    List<ChatMessage> messages = new ArrayList<>();
    if (random.nextBoolean()) {
      messages.add(SystemMessage.from("Be brief."));
    }
    int id = 0;
    for (int turn = 0; turn <= random.nextInt(8); turn++) {
      messages.add(UserMessage.from("question " + turn));
      for (int step = random.nextInt(3); step > 0; step--) {
        List<ToolExecutionRequest> calls = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(3); i++) {
          calls.add(ToolExecutionRequest.builder().id("" + id++).name("t").arguments("{}").build());
        }
        messages.add(AiMessage.from(calls));
        calls.forEach(call -> messages.add(ToolExecutionResultMessage.from(call, "r")));
      }
      messages.add(AiMessage.from("answer " + turn));
    }
    return messages;
  }

  private static Set<String> calls(List<ChatMessage> messages) {
    Set<String> ids = new HashSet<>();
    for (ChatMessage message : messages) {
      if (message instanceof AiMessage said) {
        said.toolExecutionRequests().forEach(call -> ids.add(call.id()));
      }
    }
    return ids;
  }

  private static Set<String> results(List<ChatMessage> messages) {
    Set<String> ids = new HashSet<>();
    for (ChatMessage message : messages) {
      if (message instanceof ToolExecutionResultMessage result) {
        ids.add(result.id());
      }
    }
    return ids;
  }

  @Test
  void aWindowWithoutRoomIsRefused() {
    assertThatThrownBy(() -> new ContextWindow(10, 10, each -> 0))
        .hasMessage("a window has some tokens and fewer for the answer, got 10, 10");
  }
}
