package dev.retinue.reasoner;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.retinue.definition.MemoryDefinition;
import dev.retinue.effect.Effect;
import dev.retinue.effect.Effects;
import dev.retinue.memory.MemoryKind;
import dev.retinue.memory.RecallQuery;
import dev.retinue.memory.Recollections;
import dev.retinue.memory.Recollections.Recollection;
import dev.retinue.memory.Turn;
import dev.retinue.model.Conversation;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a run is reminded of: at its beginning, and where its memory is active before each further
 * call of the model, by what was said and found since. What the conversation holds already does not
 * come again. Confined to the run.
 *
 * <p>Source: Wang and Chen, MIRIX: Multi-Agent Memory System for LLM-Based Agents (2025), for
 * retrieval by the topics of the situation before each answer.
 */
final class Recalling {
  private static final int RELEVANT = 4;

  /** Room for what comes to mind before one call, in tokens. */
  private static final int TOKENS = 1_500;

  /** Beneath it, what was recalled more likely distracts than helps. */
  private static final double LEAST_SUPPORT = 0.5;

  /** What each message since then tells of the situation. */
  private static final int MOST_CHARACTERS = 400;

  /** A question of fewer words is about what was said before it. */
  private static final int FEW_WORDS = 6;

  private final Task task;
  private final boolean active;
  private final Set<String> known = new LinkedHashSet<>();
  private int seen;

  Recalling(Task task) {
    this.task = task;
    this.active = task.agent().memory().isActive(task.agent().agent().type());
  }

  /** The session's last turns, and what bears on the task. */
  Recollections first(Effects effects) {
    MemoryDefinition memory = task.agent().memory();
    if (!memory.remembers()) {
      return Recollections.NOTHING;
    }
    if (!active) {
      return effects.perform(
          new Effect.Recall(
              new RecallQuery(
                  task.input(),
                  task.scope().session(),
                  memory.capacities().working(),
                  RELEVANT,
                  bounds(memory, 0))));
    }
    List<Turn> recent =
        effects
            .perform(
                new Effect.Recall(
                    new RecallQuery(
                        task.input(), task.scope().session(), memory.capacities().working(), 0)))
            .recent();
    recent.forEach(turn -> known.add(turn.id()));
    Recollections found = recall(topic(recent), effects);
    return new Recollections(recent, found.relevant(), found.support());
  }

  /** A short question is understood by the turn before it. */
  private String topic(List<Turn> recent) {
    boolean isShort = task.input().strip().split("\\s+").length < FEW_WORDS;
    return recent.isEmpty() || !isShort
        ? task.input()
        : task.input() + "\n" + head(recent.getLast().user());
  }

  /**
   * The conversation with what the messages since the last time bring to mind; the same if that is
   * nothing.
   */
  Conversation further(Conversation conversation, Effects effects) {
    if (!active) {
      return conversation;
    }
    List<ChatMessage> messages = conversation.messages();
    List<ChatMessage> since = messages.subList(seen, messages.size());
    boolean isFirst = seen == 0;
    seen = messages.size();
    if (isFirst || since.isEmpty()) {
      return conversation;
    }
    StringBuilder situation = new StringBuilder(head(task.input()));
    since.forEach(message -> said(message).ifPresent(text -> situation.append('\n').append(text)));
    Recollections recalled = recall(situation.toString(), effects);
    if (recalled.relevant().isEmpty() || recalled.support() < LEAST_SUPPORT) {
      return conversation;
    }
    seen++;
    return conversation.plus(
        UserMessage.from(PromptSections.of(List.of(), recalled.relevant(), task.input()).render()));
  }

  private Recollections recall(String text, Effects effects) {
    RecallQuery query =
        new RecallQuery(
            text, task.scope().session(), 0, 2 * RELEVANT, bounds(task.agent().memory(), TOKENS));
    Recollections recalled = effects.perform(new Effect.Recall(query));
    for (Recollection each : recalled.relevant()) {
      known.add(each.record().id());
    }
    return recalled;
  }

  private RecallQuery.Bounds bounds(MemoryDefinition memory, int tokens) {
    List<MemoryKind> kinds =
        memory.type() == MemoryDefinition.Type.SIMPLE
            ? List.of(MemoryKind.SHORT_TERM, MemoryKind.LONG_TERM)
            : List.of();
    return new RecallQuery.Bounds(kinds, tokens, null, List.copyOf(known));
  }

  private static Optional<String> said(ChatMessage message) {
    return switch (message) {
      case AiMessage ai -> Optional.ofNullable(ai.text()).map(Recalling::head);
      case ToolExecutionResultMessage result ->
          Optional.ofNullable(result.text()).map(Recalling::head);
      default -> Optional.empty();
    };
  }

  private static String head(String text) {
    return text.substring(0, Math.min(MOST_CHARACTERS, text.length()));
  }
}
