package dev.retinue.examples.kill;

import dev.langchain4j.data.message.ChatMessage;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.effect.Effect;
import dev.retinue.effect.ToolResult;
import dev.retinue.examples.kill.WorkLog.Line;
import dev.retinue.identity.Principal;
import dev.retinue.journal.Wait;
import dev.retinue.journal.file.Sync;
import dev.retinue.policy.Decision;
import dev.retinue.policy.Policy;
import dev.retinue.policy.Settlement;
import dev.retinue.run.Outcome;
import dev.retinue.run.Pending;
import dev.retinue.run.Run;
import dev.retinue.run.RunEvent;
import dev.retinue.run.Usage;
import dev.retinue.runtime.Agent;
import dev.retinue.runtime.AgentRuntime;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The program that is killed: an agent with several runs at once, in a home with a file journal and
 * a Lucene memory. Started again, it goes on with what its predecessor left, settles what is in
 * doubt as a person would, and ends when all tasks are done.
 */
final class Worker {
  private static final int AT_ONCE = 6;
  private final WorkLog log;
  private final int tasks;
  private final Map<String, String> sessions = new LinkedHashMap<>();

  private Worker(WorkLog log, int tasks) {
    this.log = log;
    this.tasks = tasks;
  }

  /**
   * @param arguments folder, generation, sync policy, number of tasks, whether to look first for
   *     what was said to be remembered
   */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    try (WorkLog log = new WorkLog(folder.resolve("log.txt"), Integer.parseInt(arguments[1]))) {
      Worker worker = new Worker(log, Integer.parseInt(arguments[3]));
      worker.work(
          folder.resolve("home"), Sync.valueOf(arguments[2]), Boolean.parseBoolean(arguments[4]));
    }
  }

  private void work(Path home, Sync sync, boolean check) throws Exception {
    AgentRuntime.Builder builder =
        AgentRuntime.builder()
            .home(home)
            .sync(sync)
            .model(new WorkerModel(log))
            .policy(asking())
            .listener(this::heard)
            .tool(new RecallingTool(log));
    for (LedgerTool.Kind kind : LedgerTool.Kind.values()) {
      builder.tool(new LedgerTool(kind, log));
    }
    try (AgentRuntime runtime = builder.build()) {
      Agent agent =
          runtime.agent(
              AgentDefinition.builder("Worker")
                  .tools(RecallingTool.NAME)
                  .tools(
                      Arrays.stream(LedgerTool.Kind.values())
                          .map(LedgerTool.Kind::tool)
                          .toArray(String[]::new))
                  .build());
      if (check) {
        recall(agent, log.of(WorkLog.Kind.ENDED).stream().map(line -> line.word(1)).toList());
        log.append(WorkLog.Kind.CHECKED);
      }
      for (int number = 0; number < tasks; number++) {
        begin(agent, Assignment.of(number));
        attendTo(runtime, agent, AT_ONCE - 1);
      }
      attendTo(runtime, agent, 0);
      recall(agent, List.copyOf(sessions()));
      log.append(WorkLog.Kind.DONE);
    }
  }

  /**
   * Starts a task, unless a start of it returned, or did not and is in the journal all the same.
   */
  private void begin(Agent agent, Assignment assignment) {
    List<String> begun = begun(assignment, WorkLog.Kind.STARTING);
    if (!begun(assignment, WorkLog.Kind.ACCEPTED).isEmpty()) {
      return;
    }
    for (Run run : agent.runs()) {
      if (begun.contains(run.scope().session())) {
        log.append(WorkLog.Kind.ACCEPTED, run.scope().session(), run.id());
        return;
      }
    }
    String session = assignment.session(begun.size());
    log.append(WorkLog.Kind.STARTING, session);
    Run run = agent.session(session, Principal.SHARED).start(session);
    log.append(WorkLog.Kind.ACCEPTED, session, run.id());
  }

  private List<String> begun(Assignment assignment, WorkLog.Kind kind) {
    return log.of(kind).stream()
        .map(line -> line.word(0))
        .filter(session -> Assignment.ofSession(session).number() == assignment.number())
        .toList();
  }

  private Set<String> sessions() {
    return log.of(WorkLog.Kind.STARTING).stream()
        .map(line -> line.word(0))
        .collect(Collectors.toCollection(java.util.LinkedHashSet::new));
  }

  /** Does what a person does, until no more than so many runs are left. */
  private void attendTo(AgentRuntime runtime, Agent agent, int left) throws InterruptedException {
    while (agent.runs().size() > left) {
      runtime.pending().forEach(pending -> settle(runtime, pending));
      Thread.sleep(1);
    }
  }

  private void settle(AgentRuntime runtime, Pending pending) {
    switch (pending.need()) {
      case Wait.Approval approval -> {
        log.append(WorkLog.Kind.APPROVED, pending.scope().run());
        runtime.approve(pending);
      }
      case Wait.Doubt doubt -> {
        // Somebody who looks into the ledger.
        List<String> happened =
            log.of(WorkLog.Kind.RAN).stream()
                .filter(line -> line.word(0).equals(doubt.key()))
                .map(line -> line.word(3))
                .toList();
        log.append(WorkLog.Kind.SETTLED, doubt.key(), happened.isEmpty() ? "repeat" : "happened");
        runtime.settle(
            pending,
            happened.isEmpty()
                ? new Settlement.Repeat()
                : new Settlement.Happened(new ToolResult.Ok(LedgerTool.did(happened.getFirst()))));
      }
      default -> throw new IllegalStateException("nobody expected " + pending);
    }
  }

  /** Every third task's unsafe calls are asked about first. */
  private static Policy asking() {
    return request ->
        request.effect() instanceof Effect.CallTool call
                && call.tool().equals(LedgerTool.Kind.UNSAFE.tool())
                && Assignment.ofSession(request.scope().session()).number() % 3 == 0
            ? new Decision.Ask("unsafe-asks", "May it?")
            : new Decision.Allow("default");
  }

  private static void recall(Agent agent, List<String> sessions) throws InterruptedException {
    if (!sessions.isEmpty()) {
      Outcome outcome =
          agent
              .session("recall", Principal.SHARED)
              .ask(WorkerModel.RECALL + String.join(" ", sessions));
      if (!(outcome instanceof Outcome.Answered)) {
        throw new IllegalStateException("memory could not be asked: " + outcome.text());
      }
    }
  }

  private void heard(RunEvent event) {
    switch (event) {
      case RunEvent.Started started -> {
        synchronized (sessions) {
          sessions.put(started.run(), started.scope().session());
        }
      }
      case RunEvent.EffectFinished finished
          when finished.effect() instanceof Effect.CallTool call ->
          log.append(WorkLog.Kind.RECORDED, finished.run(), call.arguments());
      case RunEvent.EffectFinished finished
          when finished.effect() instanceof Effect.CallModel call -> {
        List<ChatMessage> turn = WorkerModel.sinceTheUser(call.request().conversation().messages());
        log.append(WorkLog.Kind.RECORDED, finished.run(), "place " + WorkerModel.place(turn));
      }
      case RunEvent.Ended ended -> heard(ended);
      default -> {}
    }
  }

  private void heard(RunEvent.Ended ended) {
    String session;
    synchronized (sessions) {
      session = sessions.getOrDefault(ended.run(), "");
    }
    if (session.startsWith("task-")) {
      Usage usage = ended.outcome().usage();
      log.append(
          WorkLog.Kind.ENDED,
          ended.run(),
          session,
          usage.modelCalls() + " " + usage.toolCalls() + " " + usage.tokens().total(),
          ended.outcome().text());
    }
  }

  /** The sessions that had ended when a generation began. */
  static List<String> endedBefore(List<Line> lines, int generation) {
    return lines.stream()
        .filter(line -> line.kind() == WorkLog.Kind.ENDED && line.generation() < generation)
        .map(line -> line.word(1))
        .toList();
  }
}
