package dev.retinue.llm.offline;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
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
import dev.retinue.llm.offline.answer.AnswerForm;
import dev.retinue.llm.offline.answer.Observations;
import dev.retinue.llm.offline.answer.Phrases;
import dev.retinue.llm.offline.answer.Quotation;
import dev.retinue.llm.offline.answer.Quotation.Quote;
import dev.retinue.llm.offline.answer.Quotation.Source;
import dev.retinue.llm.offline.answer.Recollection;
import dev.retinue.llm.offline.answer.Recollection.Recalled;
import dev.retinue.llm.offline.routing.Decision;
import dev.retinue.llm.offline.routing.Router;
import dev.retinue.llm.offline.routing.Steps;
import dev.retinue.llm.offline.routing.Steps.Step;
import dev.retinue.llm.offline.text.Clues;
import dev.retinue.llm.offline.text.Meaning;
import dev.retinue.llm.offline.text.Utterance;
import dev.retinue.reasoner.PromptSections;
import dev.retinue.reasoner.ResultPages;
import dev.retinue.reasoner.ShownTools;
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

  /** How sure the router must be that a tool is meant. */
  private static final double CALLS = 0.5;

  /** How sure, for a search when nothing at hand answers. */
  private static final double SEARCHES = 0.25;

  private final Router router;
  private final Steps steps;
  private final Quotation quotation;
  private final Observations observations;

  Extractive(Meaning meaning) {
    router = new Router(meaning);
    steps = new Steps(router);
    quotation = new Quotation(meaning);
    observations = new Observations(quotation);
  }

  private sealed interface Move {
    record Say(String text, String from) implements Move {}

    record Call(Decision.Call call) implements Move {}
  }

  ChatResponse respond(ChatRequest request) {
    List<ChatMessage> messages = request.messages();
    int at = lastQuestion(messages);
    PromptSections sections = sections(messages, at);
    String question = withoutRequest(sections.question());
    Clues clues = new Clues(question, Today.of(messages));
    List<ChatMessage> before = messages.subList(0, Math.max(0, at));
    Progress progress = Progress.of(messages.subList(at + 1, messages.size()));
    Move move =
        progress.isNone()
            ? decide(clues, sections, before, request)
            : goOn(clues, progress, sections, request);
    AiMessage answer =
        switch (move) {
          case Move.Call call ->
              AiMessage.from(
                  ToolExecutionRequest.builder()
                      .id("call-" + messages.size())
                      .name(call.call().tool())
                      .arguments(call.call().arguments())
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

  /** The next call of a request of several, or what the results say. */
  private Move goOn(
      Clues question, Progress progress, PromptSections sections, ChatRequest request) {
    List<Step> planned = steps.of(question, Today.of(request.messages()), tools(request));
    int next = progress.rounds();
    String told =
        observations.told(question.text(), progress.results(), sections.passages().size());
    if (progress.failed() || next >= planned.size()) {
      return new Move.Say(told, "");
    }
    return switch (steps.decide(planned.get(next), progress.latestFirst())) {
      case Decision.Call call when !progress.made(call) -> new Move.Call(call);
      case Decision.Lacking lacking ->
          new Move.Say(
              told + "\n" + Phrases.lacksFromResult(lacking.tool(), lacking.described()), "");
      default -> new Move.Say(told, "");
    };
  }

  private Move decide(
      Clues clues, PromptSections sections, List<ChatMessage> before, ChatRequest request) {
    String question = clues.text();
    var utterance = Utterance.of(question);
    if (question.isBlank()) {
      return new Move.Say(Phrases.CANNOT, "");
    }
    if (utterance.isGreeting()) {
      return new Move.Say(Phrases.GREETING, "");
    }
    List<ToolSpecification> tools = tools(request);
    Optional<Decision.Call> completed = new Inquiry(router, before).completed(clues, tools);
    if (completed.isPresent()) {
      return new Move.Call(completed.get());
    }
    Decision decision = first(clues, request);
    if (decision instanceof Decision.Call call && call.certain()) {
      return new Move.Call(call);
    }
    boolean meant = !(decision instanceof Decision.None) && decision.sure() >= CALLS;
    if (utterance.isStatement() && !meant) {
      return new Move.Say(Phrases.NOTED + utterance.told(), "");
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
      return meant ? asked(decision) : new Move.Say(Phrases.UNTOLD, "");
    }
    List<Quote> quotes = utterance.isOrder() && meant ? List.of() : quotes(question, sections);
    double quoted = quotes.stream().mapToDouble(Quote::score).max().orElse(0);
    if (meant && (quotes.isEmpty() || quoted < decision.sure())) {
      return asked(decision);
    }
    if (!quotes.isEmpty() && recalled.filter(r -> r.score() > quoted + 0.15).isEmpty()) {
      return quoted(quotes);
    }
    if (recalled.isPresent()) {
      return said(recalled.get());
    }
    // A search can be tried for any question that nothing at hand answers.
    return decision instanceof Decision.None none
            && !none.search().isEmpty()
            && none.sure() >= SEARCHES
            && !utterance.isPersonal()
        ? new Move.Call(none.search().getFirst())
        : new Move.Say(Phrases.CANNOT, "");
  }

  /** The first of several steps, or the one call that the request is. */
  private Decision first(Clues clues, ChatRequest request) {
    List<Step> planned = steps.of(clues, Today.of(request.messages()), tools(request));
    return planned.isEmpty()
        ? router.decide(clues, tools(request))
        : steps.decide(planned.getFirst(), List.of());
  }

  /** Without the one that finds others: a request that says "find" is not meant for it. */
  private static List<ToolSpecification> tools(ChatRequest request) {
    return request.toolSpecifications().stream()
        .filter(tool -> !tool.name().equals(ShownTools.FINDER))
        .filter(tool -> !tool.name().equals(ResultPages.READER))
        .toList();
  }

  private static Move asked(Decision decision) {
    return switch (decision) {
      case Decision.Call call -> new Move.Call(call);
      case Decision.Lacking lacking ->
          new Move.Say(Phrases.lacks(lacking.tool(), lacking.described()), "");
      case Decision.Either either ->
          new Move.Say(Phrases.either(either.first(), either.second()), "");
      case Decision.None none -> new Move.Say(Phrases.CANNOT, "");
    };
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
    String material = say.text().startsWith(Phrases.NOTED) ? question : say.text();
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
