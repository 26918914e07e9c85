package dev.retinue.timeline;

import dev.retinue.history.RunHistory;
import dev.retinue.history.Step;
import dev.retinue.identity.Address;
import dev.retinue.journal.Payload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A line of the drawing: an effect at its depth.
 *
 * @param depth 0 for an effect of the run's reasoner
 * @param step the effect
 * @param run the run that it belongs to
 * @param branches how many effects were performed together with it, itself included
 * @param branch its place among them
 * @param delegated the run that it delegated, if it is known
 */
record Row(
    int depth,
    Step step,
    RunHistory run,
    int branches,
    int branch,
    @Nullable RunHistory delegated) {
  /** What an effect is about; gives it its colour. */
  enum Kind {
    MODEL("model"),
    TOOL("tools"),
    MEMORY("memory"),
    KNOWLEDGE("knowledge"),
    PEOPLE("people"),
    AGENTS("agents"),
    OTHER("clock, chance");

    final String label;

    Kind(String label) {
      this.label = label;
    }

    String css() {
      return "k-" + name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** All lines of a run, its children and its delegated runs in their places. */
  static List<Row> of(RunHistory history) {
    List<Row> rows = new ArrayList<>();
    add(rows, history, history.steps(), 0);
    return rows;
  }

  private static void add(List<Row> rows, RunHistory run, List<Step> steps, int depth) {
    int from = 0;
    while (from < steps.size()) {
      int to = from + 1;
      while (to < steps.size()
          && number(steps.get(to).address()).equals(number(steps.get(from).address()))) {
        to++;
      }
      for (int i = from; i < to; i++) {
        Step step = steps.get(i);
        RunHistory delegated = run.delegated().get(step.address());
        rows.add(new Row(depth, step, run, to - from, i - from, delegated));
        add(rows, run, step.children(), depth + 1);
        if (delegated != null) {
          add(rows, delegated, delegated.steps(), depth + 1);
        }
      }
      from = to;
    }
  }

  private static String number(Address address) {
    return address.path().substring(0, address.path().lastIndexOf('.'));
  }

  Kind kind() {
    return switch (step.effect()) {
      case "CallModel" -> Kind.MODEL;
      case "CallTool", "SelectTools" -> Kind.TOOL;
      case "Recall", "Remember", "Forget", "Rearrange" -> Kind.MEMORY;
      case "SearchKnowledge", "ScanDocuments", "IngestDocument" -> Kind.KNOWLEDGE;
      case "AskHuman" -> Kind.PEOPLE;
      case "Delegate", "SendMessage", "ReceiveMessage" -> Kind.AGENTS;
      default -> Kind.OTHER;
    };
  }

  /** The stretches in which it waited, each with its end or up to when it is told. */
  List<Step.Span> waits() {
    List<Step.Span> waits = new ArrayList<>();
    for (Step.Mark mark : step.marks()) {
      if (mark instanceof Step.Mark.Waited waited) {
        waits.add(told(waited.span()));
      }
    }
    return waits;
  }

  /** The stretches in which it was performed: its span without its waits. */
  List<Step.Span> busy() {
    List<Step.Span> busy = new ArrayList<>();
    Instant from = step.span().from();
    for (Step.Span wait : waits()) {
      busy.add(new Step.Span(from, wait.from()));
      from = Objects.requireNonNull(wait.to());
    }
    busy.add(told(new Step.Span(from, step.span().to())));
    busy.removeIf(span -> span.until(run.asOf()).isZero());
    return busy;
  }

  private Step.Span told(Step.Span span) {
    return new Step.Span(span.from(), Objects.requireNonNullElse(span.to(), run.asOf()));
  }

  /** Whether something below it waited: its own bar is no work then, but that of its children. */
  boolean encloses() {
    return !step.children().isEmpty() || delegated != null;
  }

  /** What it is called: the tool, the model, or the effect in a word. */
  String name() {
    return switch (step.effect()) {
      case "CallModel" -> step.reply().map(reply -> reply.model()).orElse("model");
      case "CallTool" -> step.call().map(call -> call.tool()).orElse("tool");
      case "SelectTools" -> "select tools";
      case "SearchKnowledge" -> "search knowledge";
      case "ScanDocuments" -> "scan documents";
      case "IngestDocument" -> "ingest document";
      case "AskHuman" -> "ask a person";
      case "SendMessage" -> "send message";
      case "ReceiveMessage" -> "receive message";
      case "ReadClock" -> "clock";
      case "DrawRandom" -> "random number";
      case "DrawId" -> "id";
      case "Delegate" ->
          delegated == null ? "delegate" : "delegate to " + delegated.scope().agent();
      case "" -> "effect";
      default -> step.effect().toLowerCase(java.util.Locale.ROOT);
    };
  }

  /** What it asked, in a line. */
  String asked() {
    return switch (step.effect()) {
      case "CallModel" -> "";
      case "CallTool" -> step.call().map(call -> call.arguments()).orElse("");
      default -> step.request().map(Payload::text).map(Wording::ofRequest).orElse("");
    };
  }

  /** What came of it, in a line. */
  String came() {
    return switch (step.ending()) {
      case Step.Ending.Open open -> step.waits() ? "waits" : "did not end";
      case Step.Ending.Failed failed -> failed.kind() + ": " + failed.message();
      case Step.Ending.Done done ->
          switch (step.effect()) {
            case "CallModel" -> Wording.ofReply(step.reply().orElseThrow());
            case "CallTool" -> step.told().orElseThrow().text();
            case "Delegate" -> step.delegated().orElseThrow().text();
            default -> Wording.ofResult(done.result().text());
          };
    };
  }
}
