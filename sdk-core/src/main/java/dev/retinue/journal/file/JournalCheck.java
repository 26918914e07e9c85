package dev.retinue.journal.file;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/**
 * Verifies or repairs the journal in a folder, from the command line: {@code JournalCheck FOLDER},
 * or {@code JournalCheck FOLDER repair [RUN-TO-KEEP ...]}. Exits with 1 if it is damaged.
 */
public final class JournalCheck {
  private JournalCheck() {}

  /** Prints what was found. */
  public static void main(String[] arguments) {
    System.exit(run(List.of(arguments), System.out));
  }

  static int run(List<String> arguments, PrintStream out) {
    if (arguments.isEmpty()) {
      out.println("usage: JournalCheck FOLDER [repair [RUN-TO-KEEP ...]]");
      return 2;
    }
    Path folder = Path.of(arguments.getFirst());
    boolean repairs = arguments.size() > 1 && arguments.get(1).equals("repair");
    JournalReport report =
        repairs
            ? FileJournal.repair(folder, arguments.subList(2, arguments.size()))
            : FileJournal.verify(folder);
    out.println(report);
    return report.sound() ? 0 : 1;
  }
}
