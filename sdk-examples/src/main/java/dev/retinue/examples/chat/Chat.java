package dev.retinue.examples.chat;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.error.RetinueException;
import dev.retinue.identity.Principal;
import dev.retinue.policy.Settlement;
import dev.retinue.run.Outcome;
import dev.retinue.run.Pending;
import dev.retinue.run.Run;
import dev.retinue.run.RunEvent;
import dev.retinue.runtime.Agent;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.runtime.Session;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A conversation at the terminal. Streams answers, prints their sources, and goes on with the same
 * conversation the next time. Ctrl-C stops an answer, or leaves when there is none; Ctrl-D and
 * {@code /quit} leave.
 */
public final class Chat {
  private static final String SESSION = "chat";

  private final Terminal terminal;
  private final PrintWriter out;
  private final LineReader reader;

  private Chat(Terminal terminal, Path history) {
    this.terminal = terminal;
    this.out = terminal.writer();
    this.reader =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .appName("retinue")
            .variable(LineReader.HISTORY_FILE, history)
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .build();
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (List.of(arguments).contains("--help")) {
      System.out.println(ChatOptions.USAGE);
      return;
    }
    ChatOptions options;
    try {
      options = ChatOptions.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    int status = 0;
    try (Terminal terminal = TerminalBuilder.builder().dumb(true).build();
        AgentRuntime runtime = AgentRuntime.builder().home(options.home()).build()) {
      Chat chat = new Chat(terminal, options.home().resolve("chat-history"));
      Agent agent = runtime.agent(options.definition());
      chat.ingest(agent, options.documents());
      chat.converse(runtime, agent.session(SESSION, Principal.SHARED));
    } catch (RetinueException | IOException e) {
      System.err.println(e.getMessage());
      status = 1;
    }
    System.exit(status);
  }

  private void ingest(Agent agent, @Nullable Path documents) throws InterruptedException {
    if (documents == null) {
      return;
    }
    IngestProgress progress =
        new IngestProgress(out, !terminal.getType().startsWith(Terminal.TYPE_DUMB));
    progress.done(agent.ingest(List.of(documents), progress));
  }

  private void converse(AgentRuntime runtime, Session session) throws InterruptedException {
    AgentDefinition definition = session.agent().definition();
    out.println(definition.agent().name() + ". Ask, or leave with /quit.");
    out.flush();
    while (true) {
      String line;
      try {
        line = reader.readLine("> ").strip();
      } catch (UserInterruptException | EndOfFileException e) {
        return;
      }
      if (line.equals("/quit") || line.equals("/exit")) {
        return;
      }
      if (!line.isEmpty()) {
        answer(runtime, session.start(line));
      }
    }
  }

  private void answer(AgentRuntime runtime, Run run) throws InterruptedException {
    Terminal.SignalHandler before = terminal.handle(Terminal.Signal.INT, signal -> run.cancel());
    try {
      StreamedAnswer printed = new StreamedAnswer(out);
      for (RunEvent event : run.events()) {
        if (event instanceof RunEvent.Waiting) {
          ask(runtime, run);
        } else {
          printed.accept(event);
        }
      }
      Outcome outcome = run.await();
      printed.end(outcome, runtime.history(run.id()).claims());
    } finally {
      terminal.handle(Terminal.Signal.INT, before);
      out.flush();
    }
  }

  /** The run waits for a person: that is whoever sits at this terminal. */
  private void ask(AgentRuntime runtime, Run run) {
    for (Pending pending : runtime.pending()) {
      if (pending.scope().run().equals(run.id())) {
        switch (pending.need()) {
          case dev.retinue.journal.Wait.Answer answer ->
              runtime.answer(pending, reader.readLine(answer.question() + " "));
          case dev.retinue.journal.Wait.Approval approval -> {
            if (reader.readLine(approval.question() + " [y/N] ").strip().equalsIgnoreCase("y")) {
              runtime.approve(pending);
            } else {
              runtime.deny(pending, "the user did not allow it");
            }
          }
          case dev.retinue.journal.Wait.Doubt doubt -> {
            String question = "A crash fell into " + pending.request() + ". Do it again? [y/N] ";
            boolean again = reader.readLine(question).strip().equalsIgnoreCase("y");
            runtime.settle(pending, again ? new Settlement.Repeat() : new Settlement.Tell());
          }
          default -> {}
        }
      }
    }
  }
}
