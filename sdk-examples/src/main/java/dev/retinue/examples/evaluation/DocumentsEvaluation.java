package dev.retinue.examples.evaluation;

import dev.retinue.document.Document;
import dev.retinue.document.DocumentReader;
import dev.retinue.document.UnreadableDocumentException;
import dev.retinue.document.UnreadableDocumentException.Reason;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads every file of a folder and says by ending what came of it: how many were read, empty,
 * encrypted, corrupt, refused or slow. Where {@code NAME.expected.md} stands beside {@code NAME} it
 * says how similar to it the document's Markdown is: see {@link WordSimilarity}.
 */
public final class DocumentsEvaluation {
  private static final String USAGE = "usage: documents-eval FOLDER [--files]";
  private static final String EXPECTED = ".expected.md";
  private static final Duration SLOW = Duration.ofSeconds(10);

  private final PrintStream out;
  private final boolean eachFile;
  private final DocumentReader reader = new DocumentReader();
  private final Map<String, Tally> tallies = new TreeMap<>();

  /** What came of the files of one ending. */
  private static final class Tally {
    final Map<Reason, Integer> unread = new EnumMap<>(Reason.class);
    final List<Double> similarities = new ArrayList<>();
    int files;
    int read;
    int slow;

    int unread(Reason... reasons) {
      return Stream.of(reasons).mapToInt(reason -> unread.getOrDefault(reason, 0)).sum();
    }
  }

  private DocumentsEvaluation(PrintStream out, boolean eachFile) {
    this.out = out;
    this.eachFile = eachFile;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> given = List.of(arguments);
    boolean eachFile = given.contains("--files");
    if (given.size() != (eachFile ? 2 : 1) || !Files.isDirectory(Path.of(given.getFirst()))) {
      System.err.println(USAGE);
      System.exit(2);
    }
    evaluate(Path.of(given.getFirst()), eachFile, System.out);
  }

  static void evaluate(Path folder, boolean eachFile, PrintStream out)
      throws IOException, InterruptedException {
    DocumentsEvaluation evaluation = new DocumentsEvaluation(out, eachFile);
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files =
          all.filter(Files::isRegularFile)
              .filter(file -> !file.toString().endsWith(EXPECTED))
              .sorted()
              .toList();
    }
    for (Path file : files) {
      evaluation.read(folder, file);
    }
    evaluation.print();
  }

  private void read(Path folder, Path file) throws IOException, InterruptedException {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    String ending = dot < 0 ? "(none)" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    Tally tally = tallies.computeIfAbsent(ending, e -> new Tally());
    tally.files++;
    long begin = System.nanoTime();
    String markdown = "";
    String outcome;
    try {
      Document document = reader.read(file);
      markdown = document.markdown();
      tally.read++;
      outcome = "read";
    } catch (UnreadableDocumentException e) {
      tally.unread.merge(e.reason(), 1, Integer::sum);
      outcome = e.reason() + " " + e.getMessage();
    }
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    if (took.compareTo(SLOW) > 0) {
      tally.slow++;
      outcome += " SLOW";
    }
    Path expected = file.resolveSibling(name + EXPECTED);
    if (Files.exists(expected)) {
      double similarity = WordSimilarity.of(Files.readString(expected), markdown);
      tally.similarities.add(similarity);
      outcome += " %.3f".formatted(similarity);
    }
    if (eachFile) {
      out.printf(
          Locale.ROOT, "%6d ms  %s  %s%n", took.toMillis(), folder.relativize(file), outcome);
    }
  }

  private void print() {
    out.printf(
        "%-8s %6s %6s %6s %10s %8s %8s %6s %12s %8s%n",
        "ENDING",
        "FILES",
        "READ",
        "EMPTY",
        "ENCRYPTED",
        "CORRUPT",
        "REFUSED",
        "SLOW",
        "SIMILARITY",
        "MEDIAN");
    tallies.forEach((ending, tally) -> {
      List<Double> similarities = tally.similarities.stream().sorted().toList();
      out.printf(
          Locale.ROOT,
          "%-8s %6d %6d %6d %10d %8d %8d %6d %12s %8s%n",
          ending,
          tally.files,
          tally.read,
          tally.unread(Reason.EMPTY, Reason.NO_TEXT),
          tally.unread(Reason.ENCRYPTED),
          tally.unread(Reason.CORRUPT),
          tally.unread(Reason.UNSUPPORTED, Reason.TOO_LARGE, Reason.NOT_READABLE),
          tally.slow,
          similarities.isEmpty()
              ? ""
              : "%.3f of %d"
                  .formatted(
                      similarities.stream().mapToDouble(d -> d).average().orElse(0),
                      similarities.size()),
          similarities.isEmpty()
              ? ""
              : "%.3f".formatted(similarities.get(similarities.size() / 2)));
    });
  }
}
