package dev.retinue.examples.bench;

import dev.retinue.examples.bench.EmbeddingProgram.Kind;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Embedding in process beside langchain4j's own class with the same model file, each in a JVM of
 * its own: single texts of eight callers at once, one call with 1,000 passages of mixed length,
 * memory, the cosines between their vectors, and what a vector from the cache costs.
 */
final class EmbeddingBenchmark {
  private static final List<String> OPTIONS =
      List.of("-XX:+UseG1GC", "-Xmx512m", "--enable-native-access=ALL-UNNAMED");
  private static final int DIMENSIONS = 384;

  /** How much is measured. */
  private record Size(int rounds, int single, int together) {
    static final Size FULL = new Size(5, 200, 1_000);
    static final Size QUICK = new Size(2, 100, 1_000);
    static final Size TINY = new Size(1, 10, 20);
  }

  void run(List<String> arguments, PrintStream out) throws IOException {
    Size size =
        arguments.contains("--tiny")
            ? Size.TINY
            : arguments.contains("--quick") ? Size.QUICK : Size.FULL;
    Path folder = Files.createTempDirectory("bench-embedding");
    try {
      measure(size, folder, out);
    } finally {
      StepBenchmark.delete(folder);
    }
  }

  private static void measure(Size size, Path folder, PrintStream out) throws IOException {
    Path texts = Files.write(folder.resolve("texts"), passages(size.together));
    Figures figures = new Figures();
    out.printf(
        Locale.ROOT,
        "%nEmbedding, %d rounds, one JVM for each, java %s%n",
        size.rounds,
        String.join(" ", OPTIONS));
    Map<Kind, OrderedJvm> jvms = new EnumMap<>(Kind.class);
    try {
      for (Kind kind : Kind.values()) {
        jvms.put(kind, start(kind, "uncached", texts, folder));
      }
      for (int round = -1; round < size.rounds; round++) { // the first warms up
        for (Map.Entry<Kind, OrderedJvm> jvm : jvms.entrySet()) {
          String kind = jvm.getKey().name().toLowerCase(Locale.ROOT);
          int all = round < 0 ? size.single : size.together;
          double[] each = jvm.getValue().order("each " + size.single);
          double[] together = jvm.getValue().order("all " + all);
          if (round >= 0) {
            figures.add("embedding_each_wall_" + kind, 1_000 * each[0] / size.single);
            figures.add("embedding_each_cpu_" + kind, 1_000 * each[1] / size.single);
            figures.add("embedding_all_wall_" + kind, 1_000 * together[0] / all);
            figures.add("embedding_all_cpu_" + kind, 1_000 * together[1] / all);
          }
        }
      }
      for (Map.Entry<Kind, OrderedJvm> jvm : jvms.entrySet()) {
        String kind = jvm.getKey().name().toLowerCase(Locale.ROOT);
        double[] memory = jvm.getValue().order("memory");
        figures.add("embedding_resident_" + kind, memory[0]);
        figures.add("embedding_resident_peak_" + kind, memory[1]);
      }
      cosines(size, jvms, folder, out);
    } finally {
      for (OrderedJvm jvm : jvms.values()) {
        jvm.close();
      }
    }
    cached(size, texts, folder, figures);
    summary(figures, out);
  }

  private static OrderedJvm start(Kind kind, String cache, Path texts, Path folder)
      throws IOException {
    List<String> java = new ArrayList<>(OPTIONS);
    java.addAll(List.of("-cp", ClassPaths.of(kind.jars()), EmbeddingProgram.class.getName()));
    java.addAll(List.of(kind.name(), cache, texts.toString()));
    return new OrderedJvm(kind.title, java, folder.resolve(kind + cache + ".err"));
  }

  /** The least cosine to the vector that langchain4j gives the text alone. */
  private static void cosines(Size size, Map<Kind, OrderedJvm> jvms, Path folder, PrintStream out)
      throws IOException {
    Path reference = folder.resolve("reference");
    for (Map.Entry<Kind, OrderedJvm> jvm : jvms.entrySet()) {
      if (jvm.getKey() == Kind.LANGCHAIN4J) {
        jvm.getValue().order("write-each " + size.single + " " + reference);
      }
    }
    for (Map.Entry<Kind, OrderedJvm> jvm : jvms.entrySet()) {
      Kind kind = jvm.getKey();
      for (String order : List.of("write-each", "write-all")) {
        Path file = folder.resolve(kind + order);
        jvm.getValue().order(order + " " + size.single + " " + file);
        out.printf(
            Locale.ROOT,
            "figure embedding_least_cosine_%s_%s %.6f cosine%n",
            order.substring("write-".length()),
            kind.name().toLowerCase(Locale.ROOT),
            leastCosine(read(reference), read(file)));
      }
    }
  }

  private static FloatBuffer read(Path file) throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(file)).asFloatBuffer();
  }

  private static double leastCosine(FloatBuffer a, FloatBuffer b) {
    if (a.remaining() != b.remaining()) {
      throw new IllegalStateException(a.remaining() + " numbers beside " + b.remaining());
    }
    double least = 1;
    for (int from = 0; from < a.remaining(); from += DIMENSIONS) {
      double dot = 0;
      double aa = 0;
      double bb = 0;
      for (int i = from; i < from + DIMENSIONS; i++) {
        dot += (double) a.get(i) * b.get(i);
        aa += (double) a.get(i) * a.get(i);
        bb += (double) b.get(i) * b.get(i);
      }
      least = Math.min(least, dot / Math.sqrt(aa * bb));
    }
    return least;
  }

  private static void cached(Size size, Path texts, Path folder, Figures figures)
      throws IOException {
    try (OrderedJvm jvm = start(Kind.RETINUE, "cached", texts, folder)) {
      jvm.order("all " + size.together);
      for (int round = -20; round < 20; round++) {
        double[] again = jvm.order("all " + size.together);
        if (round >= 0) {
          figures.add("embedding_cached", 1e6 * again[0] / size.together);
        }
      }
    }
  }

  private static void summary(Figures figures, PrintStream out) {
    for (Kind kind : Kind.values()) {
      String name = kind.name().toLowerCase(Locale.ROOT);
      for (String what : List.of("each_wall", "each_cpu", "all_wall", "all_cpu")) {
        figures.printFigure(out, "embedding_" + what + "_" + name, "ms");
      }
      figures.printFigure(out, "embedding_resident_" + name, "MB");
      figures.printFigure(out, "embedding_resident_peak_" + name, "MB");
    }
    figures.printFigure(out, "embedding_cached", "us");
    for (String what :
        List.of("each_wall", "each_cpu", "all_wall", "all_cpu", "resident", "resident_peak")) {
      figures.printRatio(
          out,
          "embedding_" + what + "_to_langchain4j",
          "embedding_" + what + "_retinue",
          "embedding_" + what + "_langchain4j");
    }
  }

  /** Passages of one to eight sentences of the example documents, always the same. */
  private static List<String> passages(int count) throws IOException {
    Path documents = Path.of(System.getProperty("retinue.examples.home"), "documents");
    List<String> sentences = new ArrayList<>();
    for (String name : List.of("safety.txt", "observing-log.md")) {
      String text = Files.readString(documents.resolve(name)).replaceAll("\\s+", " ");
      sentences.addAll(List.of(text.split("(?<=[.:]) ")));
    }
    Random random = new Random(1_000);
    List<String> passages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long wanted = Math.round(Math.exp(random.nextDouble() * Math.log(8)));
      StringBuilder passage = new StringBuilder("Note " + i + ":");
      for (int sentence = 0; sentence < wanted; sentence++) {
        passage.append(' ').append(sentences.get(random.nextInt(sentences.size())));
      }
      passages.add(passage.toString());
    }
    return passages;
  }
}
