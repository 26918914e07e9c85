package dev.retinue.history;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.retinue.effect.Effect;
import dev.retinue.identity.Address;
import dev.retinue.model.Conversation;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The first place at which a run asks something else than is recorded.
 *
 * @param run id of the run
 * @param address where
 * @param recorded what it had asked: of a model call the first message that differs, if the
 *     conversation could be rebuilt
 * @param now what it asks now, in the same form
 * @param where what the two are: the effect, or the place of the message in the conversation
 */
public record Divergence(String run, Address address, String where, String recorded, String now) {

  static Divergence of(
      RunHistory history, Address address, Effect<?> now, Optional<Conversation> rebuilt) {
    Optional<Step> past = history.step(address);
    String before = past.flatMap(Step::request).map(Object::toString).orElse("nothing");
    if (now instanceof Effect.CallModel call
        && past.map(Step::effect).orElse("").equals("CallModel")) {
      Conversation present = call.request().conversation();
      return rebuilt
          .map(conversation -> between(history.run(), address, conversation, present))
          .orElseGet(() ->
              new Divergence(
                  history.run(),
                  address,
                  "the conversation, which cannot be rebuilt with the code that is here",
                  before,
                  Reenactment.request(now)
                      + "\n"
                      + present.messages().stream()
                          .map(Divergence::words)
                          .collect(Collectors.joining("\n"))));
    }
    return new Divergence(
        history.run(), address, "the effect", before, Reenactment.request(now).toString());
  }

  private static Divergence between(
      String run, Address address, Conversation before, Conversation now) {
    List<ChatMessage> past = before.messages();
    List<ChatMessage> present = now.messages();
    int at = 0;
    while (at < past.size() && at < present.size() && past.get(at).equals(present.get(at))) {
      at++;
    }
    String where =
        "message " + (at + 1) + " of " + past.size() + " then and " + present.size() + " now";
    return new Divergence(
        run,
        address,
        where,
        at < past.size() ? words(past.get(at)) : "no message: the conversation ended here",
        at < present.size() ? words(present.get(at)) : "no message: the conversation ends here");
  }

  /** A message as a person reads it: who, and what. */
  static String words(ChatMessage message) {
    return switch (message) {
      case SystemMessage system -> "system: " + system.text();
      case UserMessage user when user.hasSingleText() -> "user: " + user.singleText();
      case AiMessage answer ->
          "model: "
              + (answer.text() == null ? "" : answer.text())
              + answer.toolExecutionRequests().stream()
                  .map(call -> " [" + call.name() + " " + call.arguments() + "]")
                  .collect(Collectors.joining());
      case ToolExecutionResultMessage result when result.hasSingleText() ->
          "tool " + result.toolName() + ": " + result.text();
      default -> message.toString();
    };
  }

  /** Both sides, for people. */
  @Override
  public String toString() {
    return "run "
        + run
        + " diverges at "
        + address
        + ", "
        + where
        + "\n  recorded: "
        + recorded.replace("\n", "\n            ")
        + "\n  now:      "
        + now.replace("\n", "\n            ");
  }
}
