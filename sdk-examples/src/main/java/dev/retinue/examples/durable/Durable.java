package dev.retinue.examples.durable;

import java.awt.Desktop;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * An agent with ten things to do in the world is killed in the middle, by SIGKILL, and goes on in a
 * new process: nothing is lost, nothing is done twice, and the approval that was pending still is.
 *
 * <p>Arguments: {@code [--home DIR] [--yes] [--open]}. Without a home a temporary one is used, and
 * kept to look at. {@code --yes} approves without asking, {@code --open} shows the run's timeline
 * in a browser.
 */
public final class Durable {
  private static final long PATIENCE_SECONDS = 60;
  private final PrintStream out;

  Durable(PrintStream out) {
    this.out = out;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> given = List.of(arguments);
    int home = given.indexOf("--home");
    Path folder =
        home >= 0 && home + 1 < given.size()
            ? Files.createDirectories(Path.of(given.get(home + 1)))
            : Files.createTempDirectory("retinue-durable");
    boolean allWell = new Durable(System.out).run(folder, given.contains("--yes"));
    if (allWell && given.contains("--open")) {
      Desktop.getDesktop().browse(folder.resolve("timeline.html").toAbsolutePath().toUri());
    }
    System.exit(allWell ? 0 : 1);
  }

  /** Whether each effect is in the ledger once. */
  boolean run(Path folder, boolean yes) throws IOException, InterruptedException {
    Path home = folder.resolve("home");
    Ledger ledger = new Ledger(folder.resolve("ledger.txt"));
    if (Files.exists(ledger.file())) {
      out.println(folder + " was used before; give another --home, or none");
      return false;
    }
    out.println("An agent has ten errands to run. Each of them leaves a line in a ledger.");
    out.println("All of it is in " + folder);

    Path timeline = folder.resolve("timeline.html").toAbsolutePath();
    Process first = start(home, ledger, timeline, true);
    out.println("\n== The first process, " + first.pid());
    untilItIsInTheMiddle(first, ledger);
    first.destroyForcibly();
    first.waitFor();
    out.printf("%n== kill -9 %d: it ended with status %d%n", first.pid(), first.exitValue());
    out.printf(
        "  The tea was ordered, and the process died before the supplier confirmed it.%n"
            + "  The agent had asked whether it may pay, and nobody had answered.%n"
            + "  In the ledger are %d errands of ten.%n",
        ledger.entries().size());

    Process second = start(home, ledger, timeline, yes);
    out.println("\n== A second process on the same home, " + second.pid());
    copy(second.getInputStream());
    second.waitFor();

    out.println("\n== The ledger");
    boolean once = report(ledger);
    if (Files.exists(timeline)) {
      out.println("\n== The timeline of the run, to look at\n  " + timeline.toUri());
    }
    return once && second.exitValue() == 0;
  }

  private static Process start(Path home, Ledger ledger, Path timeline, boolean yes)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Preparations.class.getName());
    command.addAll(List.of(home.toString(), ledger.file().toString(), timeline.toString()));
    if (yes) {
      command.add("--yes");
    }
    return new ProcessBuilder(command)
        .redirectInput(ProcessBuilder.Redirect.INHERIT)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Tells what it says, until the tea is ordered and not yet confirmed. */
  private void untilItIsInTheMiddle(Process process, Ledger ledger)
      throws IOException, InterruptedException {
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!ledger.has(Preparations.TEA) || lines.ready()) {
      if (lines.ready()) {
        out.println("  " + lines.readLine());
      } else if (!process.isAlive() || System.nanoTime() > patience) {
        process.destroyForcibly();
        throw new IllegalStateException("the first process did not come to its middle");
      } else {
        Thread.sleep(5);
      }
    }
  }

  /** Copies as it comes, so that a question is seen before its answer. */
  private void copy(InputStream said) throws IOException {
    boolean lineBegins = true;
    for (int next = said.read(); next >= 0; next = said.read()) {
      if (lineBegins) {
        out.print("  ");
      }
      out.write(next);
      lineBegins = next == '\n';
      if (lineBegins || said.available() == 0) {
        out.flush();
      }
    }
  }

  private boolean report(Ledger ledger) throws IOException {
    Set<String> keys = new HashSet<>();
    Set<String> effects = new HashSet<>();
    int number = 0;
    for (Ledger.Entry entry : ledger.entries()) {
      boolean newKey = keys.add(entry.key());
      boolean newEffect = effects.add(entry.tool() + " " + entry.what());
      out.printf(
          "  %2d  %-8s %-26s key %s%s%n",
          ++number, entry.tool(), entry.what(), entry.key(), newKey && newEffect ? "" : "  AGAIN");
    }
    boolean once = effects.size() == number;
    out.println(once ? "  " + number + " effects, each once." : "  Some effects happened twice.");
    return once;
  }
}
