package dev.retinue.reasoner;

import dev.langchain4j.data.message.UserMessage;
import dev.retinue.effect.Effect;
import dev.retinue.effect.EffectException;
import dev.retinue.effect.Effects;
import dev.retinue.effect.ToolResult;
import dev.retinue.model.Conversation;
import dev.retinue.model.ModelReply;
import dev.retinue.model.ModelRequest;
import dev.retinue.reasoner.Conclusion.Answer;
import dev.retinue.reasoner.Conclusion.GaveUp;
import java.util.List;

/**
 * The closing turn of a run that may not go on: one model call without tools, in which the model is
 * told why and answers with what it has.
 */
final class Closing {
  private Closing() {}

  /** Whether the effect could not be performed because a budget is spent. */
  static boolean isSpent(EffectException refused) {
    return refused.kind().equals(EffectException.BUDGET);
  }

  /** Whether the tool was not called because a budget is spent. */
  static boolean isSpent(ToolResult result) {
    return result instanceof ToolResult.Failed failed
        && failed.code().equals(EffectException.BUDGET);
  }

  /** Whether one of the tools was not called because a budget is spent. */
  static boolean isSpent(List<ToolResult> results) {
    for (ToolResult result : results) {
      if (isSpent(result)) {
        return true;
      }
    }
    return false;
  }

  /** Asks for the last word, and gives up with it; without one, if not even that is granted. */
  static GaveUp giveUp(
      Task task,
      Effects effects,
      Grounding grounding,
      Conversation conversation,
      StopReason reason,
      String detail) {
    Conversation told =
        conversation.plus(
            UserMessage.from(
                "You cannot go on: "
                    + detail
                    + ". You have no tools any more. Answer now with what you have found out, and say what is missing."));
    try {
      ModelReply reply =
          effects.perform(Effect.CallModel.closing(task.agent().llm(), ModelRequest.of(told)));
      String text = reply.message().text();
      return new GaveUp(
          reason, detail, text == null || text.isBlank() ? Answer.NONE : grounding.cited(text));
    } catch (EffectException e) {
      // Whatever is wrong with the model now, the run ends for its first reason.
      return new GaveUp(reason, detail, Answer.NONE);
    }
  }

  /** The refusal among the results of a step. */
  static String detail(List<ToolResult> results) {
    return results.stream()
        .filter(Closing::isSpent)
        .map(result -> ((ToolResult.Failed) result).message())
        .findFirst()
        .orElseThrow();
  }
}
