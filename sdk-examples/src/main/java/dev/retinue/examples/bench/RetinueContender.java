package dev.retinue.examples.bench;

import dev.langchain4j.model.chat.ChatModel;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.definition.Limits;
import dev.retinue.journal.file.Sync;
import dev.retinue.run.Outcome;
import dev.retinue.run.Run;
import dev.retinue.runtime.Agent;
import dev.retinue.runtime.AgentRuntime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Retinue with sdk-core alone: a run in a new session, its turn remembered. */
final class RetinueContender implements Contender {
  private static final Limits LIMITS = new Limits(3_000, 3_000, null, Duration.ofMinutes(10));
  private final AgentRuntime runtime;
  private final Agent agent;

  RetinueContender(ChatModel model, Object adder, AgentRuntime.Builder journaled) {
    this.runtime = journaled.model(model).tools(adder).build();
    this.agent =
        runtime.agent(AgentDefinition.builder("Adder").tools("add").limits(LIMITS).build());
  }

  /** A runtime with the journal that this kind is measured with. */
  static AgentRuntime.Builder journaled(Contender.Kind kind, Path folder) {
    return switch (kind) {
      case RETINUE -> AgentRuntime.builder().inMemory();
      case RETINUE_PROCESS -> AgentRuntime.builder().home(folder).sync(Sync.PROCESS);
      case RETINUE_GROUP -> AgentRuntime.builder().home(folder).sync(Sync.GROUP);
      default -> throw new IllegalArgumentException("has no journal: " + kind);
    };
  }

  @Override
  public String turn(String question) throws InterruptedException {
    return answer(agent.start(question));
  }

  @Override
  public List<String> together(int turns, String question) throws InterruptedException {
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < turns; i++) {
      runs.add(agent.start(question));
    }
    List<String> answers = new ArrayList<>();
    for (Run run : runs) {
      answers.add(answer(run));
    }
    return answers;
  }

  private static String answer(Run run) throws InterruptedException {
    if (run.await() instanceof Outcome.Answered answered) {
      return answered.text();
    }
    throw new IllegalStateException("no answer: " + run.await().text());
  }

  @Override
  public void close() {
    runtime.close();
  }
}
