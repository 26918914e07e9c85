package dev.retinue.llm.offline;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.retinue.llm.offline.Quotation.Quote;
import dev.retinue.llm.offline.Quotation.Source;
import dev.retinue.llm.offline.Recollection.Recalled;
import dev.retinue.llm.offline.Routing.Route;
import dev.retinue.reasoner.PromptSections;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The offline model's decision: call a tool, quote passages, quote what was said before, take note
 * of a statement, or say that it cannot answer. Deterministic; thread-safe.
 */
final class Extractive {
  static final String NAME = "extractive";
  static final String NOTED = "Noted: ";
  static final String CANNOT = "I cannot answer that from what I was given.";
  static final String UNTOLD = "I cannot answer that: you have told me nothing about it.";
  private static final String GREETING =
      "Hello. I answer by quoting what I was given and by using tools; ask me something.";

  private final Routing routing;
  private final Quotation quotation;
  private final Observations observations;

  Extractive(Meaning meaning) {
    routing = new Routing(meaning);
    quotation = new Quotation(meaning);
    observations = new Observations(quotation);
  }

  private sealed interface Move {
    record Say(String text, String from) implements Move {}

    record Call(Route route) implements Move {}
  }

  ChatResponse respond(ChatRequest request) {
    List<ChatMessage> messages = request.messages();
    int at = lastQuestion(messages);
    PromptSections sections = sections(messages, at);
    String question = withoutRequest(sections.question());
    List<ToolExecutionResultMessage> results = results(messages);
    Move move =
        results.isEmpty()
            ? decide(question, sections, messages.subList(0, Math.max(0, at)), request)
            : new Move.Say(observations.told(question, results), "");
    AiMessage answer =
        switch (move) {
          case Move.Call call ->
              AiMessage.from(
                  ToolExecutionRequest.builder()
                      .id("call-" + messages.size())
                      .name(call.route().name())
                      .arguments(call.route().arguments())
                      .build());
          case Move.Say say -> AiMessage.from(formed(say, question, request.responseFormat()));
        };
    return ChatResponse.builder()
        .aiMessage(answer)
        .modelName(NAME)
        .tokenUsage(usage(messages, answer))
        .finishReason(
            answer.hasToolExecutionRequests() ? FinishReason.TOOL_EXECUTION : FinishReason.STOP)
        .build();
  }

  private Move decide(
      String question, PromptSections sections, List<ChatMessage> before, ChatRequest request) {
    var utterance = Utterance.of(question);
    if (question.isBlank()) {
      return new Move.Say(CANNOT, "");
    }
    if (utterance.isGreeting()) {
      return new Move.Say(GREETING, "");
    }
    Optional<Route> route = routing.best(question, request.toolSpecifications());
    if (route.filter(Route::isCertain).isPresent()) {
      return new Move.Call(route.get());
    }
    if (utterance.isStatement()) {
      return new Move.Say(NOTED + utterance.told(), "");
    }
    var recollection = new Recollection(quotation, before, sections);
    Optional<Recalled> recalled =
        utterance.isAboutSpeaker() && !utterance.asksWhatWasAnswered()
            ? recollection.told(question)
            : recollection.best(question);
    if ((utterance.isPersonal() || utterance.isAboutSpeaker()) && recalled.isPresent()) {
      return said(recalled.get());
    }
    if (utterance.isAboutSpeaker()) {
      // No document knows the speaker: whatever of it shares words with the question misleads.
      return fits(route) ? new Move.Call(route.orElseThrow()) : new Move.Say(UNTOLD, "");
    }
    List<Quote> quotes =
        utterance.isOrder() && fits(route) ? List.of() : quotes(question, sections);
    double quoted = quotes.stream().mapToDouble(Quote::score).max().orElse(0);
    if (fits(route) && (quotes.isEmpty() || quoted < route.get().score())) {
      return new Move.Call(route.get());
    }
    if (!quotes.isEmpty() && recalled.filter(r -> r.score() > quoted + 0.15).isEmpty()) {
      return quoted(quotes);
    }
    if (recalled.isPresent()) {
      return said(recalled.get());
    }
    // A search can be tried for any question that nothing at hand answers.
    return route
        .filter(r -> r.searches() && !utterance.isPersonal())
        .map(r -> (Move) new Move.Call(r))
        .orElseGet(() -> new Move.Say(CANNOT, ""));
  }

  private static boolean fits(Optional<Route> route) {
    return route.filter(Route::isFit).isPresent();
  }

  private List<Quote> quotes(String question, PromptSections sections) {
    List<Source> sources = new ArrayList<>();
    for (PromptSections.PassageText passage : sections.passages()) {
      sources.add(new Source(sources.size() + 1, passage.source(), passage.text()));
    }
    return quotation.best(question, sources);
  }

  private static Move said(Recalled recalled) {
    return new Move.Say(recalled.text(), recalled.text());
  }

  private static Move quoted(List<Quote> quotes) {
    String text =
        quotes.stream()
            .map(quote -> quote.sentence() + " [" + quote.source().number() + "]")
            .collect(Collectors.joining(" "));
    return new Move.Say(text, text);
  }

  /** In the form asked for; an answer that found nothing is filled from the question itself. */
  private static String formed(
      Move.Say say, String question, @org.jspecify.annotations.Nullable ResponseFormat format) {
    if (format == null || format.type() != ResponseFormatType.JSON) {
      return say.text();
    }
    String material = say.text().startsWith(NOTED) ? question : say.text();
    return format.jsonSchema() == null
        ? new AnswerForm(material)
            .fill(
                dev.langchain4j.model.chat.request.json.JsonObjectSchema.builder()
                    .addStringProperty("answer")
                    .required("answer")
                    .build())
        : new AnswerForm(material).fill(format.jsonSchema().rootElement());
  }

  private static int lastQuestion(List<ChatMessage> messages) {
    for (int i = messages.size() - 1; i >= 0; i--) {
      if (messages.get(i) instanceof UserMessage) {
        return i;
      }
    }
    return -1;
  }

  private static PromptSections sections(List<ChatMessage> messages, int at) {
    return at < 0
        ? new PromptSections(List.of(), List.of(), "")
        : PromptSections.parse(text(messages.get(at)));
  }

  /** The results since the model spoke last. */
  private static List<ToolExecutionResultMessage> results(List<ChatMessage> messages) {
    List<ToolExecutionResultMessage> results = new ArrayList<>();
    for (int i = messages.size() - 1;
        i >= 0 && messages.get(i) instanceof ToolExecutionResultMessage result;
        i--) {
      results.addFirst(result);
    }
    return results;
  }

  /** Drops the paragraph in brackets that a reasoner adds when it asks a second time. */
  private static String withoutRequest(String question) {
    return question.replaceFirst("(?s)(?<=\\S)\\s*\\n\\n\\([^\\n]*\\)\\s*$", "").strip();
  }

  private static String text(ChatMessage message) {
    return switch (message) {
      case SystemMessage system -> system.text();
      case UserMessage user ->
          user.contents().stream()
              .filter(TextContent.class::isInstance)
              .map(content -> ((TextContent) content).text())
              .collect(Collectors.joining("\n"));
      case AiMessage ai -> ai.text() == null ? "" : ai.text();
      case ToolExecutionResultMessage result -> result.text();
      default -> "";
    };
  }

  /** An estimate, a token for four characters: this model has none of its own. */
  private static TokenUsage usage(List<ChatMessage> messages, AiMessage answer) {
    int in = messages.stream().mapToInt(message -> text(message).length()).sum();
    int out =
        text(answer).length()
            + answer.toolExecutionRequests().stream()
                .mapToInt(call -> call.name().length() + call.arguments().length())
                .sum();
    return new TokenUsage((in + 3) / 4, (out + 3) / 4);
  }
}
