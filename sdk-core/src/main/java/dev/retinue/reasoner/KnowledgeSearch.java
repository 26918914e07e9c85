package dev.retinue.reasoner;

import dev.retinue.effect.Effect;
import dev.retinue.effect.EffectException;
import dev.retinue.effect.Effects;
import dev.retinue.model.Conversation;
import dev.retinue.model.ModelReply;
import dev.retinue.model.ModelRequest;
import dev.retinue.reasoner.Conclusion.Answer;
import java.util.List;

/**
 * Retrieves, answers, cites, and uses no tools. Where nothing is found it says so without asking a
 * model; an answer without citations is asked for once more.
 */
public final class KnowledgeSearch implements Reasoner {
  @Override
  public String type() {
    return "knowledge_search";
  }

  @Override
  public Conclusion reason(Task task, Effects effects) {
    Grounding grounding = Grounding.gather(task, effects);
    if (grounding.foundNothing()) {
      return new Answer("I found nothing about that in the documents I was given.", List.of());
    }
    Answer answer;
    try {
      answer = ask(task, effects, grounding, grounding.conversation());
    } catch (EffectException e) {
      if (!Closing.isSpent(e)) {
        throw e;
      }
      return Closing.giveUp(
          task, effects, grounding, grounding.conversation(), StopReason.BUDGET, e.getMessage());
    }
    if (!answer.citations().isEmpty()) {
      return answer;
    }
    Conversation again =
        grounding.conversation(
            "(Mark each statement of the answer with the id of the passage it rests on, as in [1].)");
    try {
      Answer second = ask(task, effects, grounding, again);
      return second.text().isBlank() ? answer : second;
    } catch (EffectException e) {
      if (Closing.isSpent(e)) {
        return answer;
      }
      throw e;
    }
  }

  private static Answer ask(
      Task task, Effects effects, Grounding grounding, Conversation conversation) {
    ModelReply reply =
        effects.perform(new Effect.CallModel(task.agent().llm(), ModelRequest.of(conversation)));
    return grounding.cited(reply.message().text() == null ? "" : reply.message().text());
  }
}
