package dev.retinue.examples.quickstart;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.effect.Effect;
import dev.retinue.identity.Principal;
import dev.retinue.knowledge.Ingested;
import dev.retinue.run.Outcome;
import dev.retinue.run.Run;
import dev.retinue.run.RunEvent;
import dev.retinue.runtime.Agent;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.runtime.IngestReport;
import dev.retinue.runtime.Session;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The main job, offline: an agent reads a folder of documents in five formats, answers questions
 * with citations, uses a tool, and after a restart still knows who it talked to.
 *
 * <p>Arguments: {@code [--home DIR] [--docs DIR]}. Without a home a temporary one is used and
 * removed.
 */
public final class Quickstart {
  private static final List<String> QUESTIONS =
      List.of(
          "How often does somebody working alone report by radio?",
          "Which observer recorded the fireball, and when?",
          "What does a child of nine pay on a public evening?",
          "At what wind speed must the dome be closed?",
          "Which spectrograph does the observatory have, and how is its detector cooled?");

  private final PrintStream out;
  private final Principal ada = new Principal("ada");

  Quickstart(PrintStream out) {
    this.out = out;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path examples = Path.of(System.getProperty("retinue.examples.home", "target/examples"));
    Path documents = option(arguments, "--docs", examples.resolve("documents"));
    Path definition = examples.resolve("agents").resolve("observatory-guide.yaml");
    Path temporary = Files.createTempDirectory("retinue-quickstart");
    try {
      new Quickstart(System.out).run(option(arguments, "--home", temporary), documents, definition);
    } finally {
      remove(temporary);
    }
  }

  void run(Path home, Path documents, Path definition) throws IOException, InterruptedException {
    AgentDefinition guide = AgentDefinition.read(definition);
    out.println("== A runtime on " + home);
    try (AgentRuntime runtime = AgentRuntime.builder().home(home).build()) {
      Agent agent = runtime.agent(guide);
      out.println("\n== Reading " + documents);
      report(agent.ingest(List.of(documents), this::progress));

      out.println("\n== Asking");
      Session session = agent.session(ada);
      for (String question : QUESTIONS) {
        answer(session, question);
      }
      out.println("\n== Using a tool");
      answer(session, "What is 17.5% of 1,240?");
      out.println("\n== Telling it something");
      answer(session, "My name is Ada and I lead the Heron Ridge outreach project.");
    }

    out.println("\n== The runtime was closed; a new one on the same home");
    try (AgentRuntime runtime = AgentRuntime.builder().home(home).build()) {
      Agent agent = runtime.agent(guide);
      report(agent.ingest(List.of(documents), event -> {}));
      answer(agent.session(ada), "What is my name?");
      out.println("\n== Somebody else, who told it nothing");
      answer(agent.session(new Principal("ben")), "What is my name?");
    }
  }

  private void progress(RunEvent event) {
    if (event instanceof RunEvent.EffectFinished finished
        && finished.effect() instanceof Effect.IngestDocument) {
      switch (finished.result()) {
        case Ingested.Stored stored ->
            out.printf("  %s: %d passages%n", name(stored.location()), stored.passages());
        case Ingested.Rejected rejected ->
            out.printf("  %s was not read: %s%n", name(rejected.location()), rejected.message());
        default -> out.printf("  %s%n", finished.result());
      }
    }
  }

  private void report(IngestReport report) {
    out.printf(
        "  %d documents: %d stored, %d rejected, %d unchanged%n",
        report.documents().size(),
        report.stored().size(),
        report.rejected().size(),
        report.documents().size() - report.stored().size() - report.rejected().size());
  }

  private void answer(Session session, String question) throws InterruptedException {
    out.println("\n> " + question);
    Run run = session.start(question);
    for (RunEvent event : run.events()) {
      if (event instanceof RunEvent.EffectFinished finished
          && finished.effect() instanceof Effect.CallTool(String tool, String toolArguments)) {
        out.println("  [" + tool + " " + toolArguments + "]");
      }
    }
    switch (run.await()) {
      case Outcome.Answered answered -> {
        out.println("  " + answered.text().replace("\n", "\n  "));
        answered.citations().forEach(cited -> out.println("    " + cited));
      }
      case Outcome other -> out.println("  " + other.text());
    }
  }

  private static String name(String location) {
    return String.valueOf(Path.of(location).getFileName());
  }

  private static Path option(String[] arguments, String name, Path otherwise) {
    for (int i = 0; i + 1 < arguments.length; i++) {
      if (arguments[i].equals(name)) {
        return Path.of(arguments[i + 1]);
      }
    }
    return otherwise;
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(file -> {
            try {
              Files.delete(file);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }
}
