package dev.retinue.examples.chat;

import dev.retinue.effect.Effect;
import dev.retinue.knowledge.Claim;
import dev.retinue.model.ModelReply;
import dev.retinue.run.Outcome;
import dev.retinue.run.RunEvent;
import java.io.PrintWriter;
import java.util.List;

/** Prints an answer as its tokens come, the tools that were used, and at the end its sources. */
final class StreamedAnswer {
  private final PrintWriter out;
  private final StringBuilder streamed = new StringBuilder();

  StreamedAnswer(PrintWriter out) {
    this.out = out;
  }

  void accept(RunEvent event) {
    switch (event) {
      case RunEvent.Token token -> {
        streamed.append(token.text());
        out.print(token.text());
        out.flush();
      }
      case RunEvent.Superseded superseded ->
          restart("[answer withdrawn: " + superseded.reason() + "]");
      case RunEvent.EffectFinished finished
          when finished.effect() instanceof Effect.CallTool call ->
          restart("[" + call.tool() + " " + call.arguments() + "]");
      case RunEvent.EffectFinished finished
          when finished.result() instanceof ModelReply reply
              && reply.message().hasToolExecutionRequests() -> {
        if (!streamed.isEmpty()) {
          restart("");
        }
      }
      default -> {}
    }
  }

  private void restart(String note) {
    if (!streamed.isEmpty()) {
      out.println();
      streamed.setLength(0);
    }
    if (!note.isEmpty()) {
      out.println(note);
    }
    out.flush();
  }

  /**
   * @param claims what came of checking the answer's sentences against what they cite
   */
  void end(Outcome outcome, List<Claim> claims) {
    boolean whole = outcome instanceof Outcome.Answered && !streamed.isEmpty();
    restart("");
    if (!whole) {
      out.println(outcome.text());
    }
    if (outcome instanceof Outcome.Answered answered) {
      answered.citations().forEach(cited -> out.println("  " + cited));
      claims.stream()
          .filter(claim -> !claim.marks().isEmpty())
          .forEach(claim -> out.println("  " + told(claim)));
    }
    out.flush();
  }

  private static String told(Claim claim) {
    return switch (claim.verdict()) {
      case SUPPORTED -> "checked: what " + claim.marks() + " says bears it out";
      case PARTIAL, MISSING ->
          "check it: not in "
              + claim.marks()
              + ": "
              + (claim.missing().isEmpty() ? claim.sentence() : String.join(", ", claim.missing()));
      case UNCITED -> "cites nothing: " + claim.sentence();
    };
  }
}
