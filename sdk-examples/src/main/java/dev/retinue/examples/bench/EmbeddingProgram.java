package dev.retinue.examples.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.bgesmallenv15q.BgeSmallEnV15QuantizedEmbeddingModel;
import dev.retinue.embedding.Embeddings;
import dev.retinue.embedding.Embeddings.Use;
import dev.retinue.llm.embedding.OnnxEmbeddings;
import java.io.BufferedReader;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The JVM in which one way to embed is measured; it takes orders as {@link OrderedJvm} gives. */
final class EmbeddingProgram {
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private static final int CALLERS = 8;

  private EmbeddingProgram() {}

  /** Who embeds; both with the same model file. */
  enum Kind {
    RETINUE("Retinue"),
    LANGCHAIN4J("langchain4j");

    final String title;

    Kind(String title) {
      this.title = title;
    }

    List<String> jars() {
      return switch (this) {
        case RETINUE -> List.of("sdk-llm", "sdk-core", "onnxruntime", "langchain4j-embeddings-bge");
        case LANGCHAIN4J ->
            List.of(
                "langchain4j-embeddings",
                "onnxruntime",
                "tokenizers",
                "api-0",
                "gson",
                "jna",
                "commons-compress",
                "commons-io",
                "commons-lang3",
                "commons-codec");
      };
    }

    private Way make(boolean cached) {
      return switch (this) {
        case RETINUE -> OfRetinue.open(cached);
        case LANGCHAIN4J -> OfLangchain4j.open();
      };
    }
  }

  /** A way to embed; each implementation is loaded only where its library is. */
  private interface Way {
    float[] one(String text);

    List<float[]> all(List<String> texts);
  }

  private record OfRetinue(Embeddings embeddings) implements Way {
    static Way open(boolean cached) {
      return new OfRetinue(
          OnnxEmbeddings.bgeSmall(
              Runtime.getRuntime().availableProcessors(), cached ? OnnxEmbeddings.CACHE_BYTES : 0));
    }

    @Override
    public float[] one(String text) {
      return embeddings.embed(List.of(text), Use.PASSAGE).getFirst();
    }

    @Override
    public List<float[]> all(List<String> texts) {
      return embeddings.embed(texts, Use.PASSAGE);
    }
  }

  private record OfLangchain4j(EmbeddingModel model) implements Way {
    static Way open() {
      return new OfLangchain4j(new BgeSmallEnV15QuantizedEmbeddingModel());
    }

    @Override
    public float[] one(String text) {
      return model.embed(text).content().vector();
    }

    @Override
    public List<float[]> all(List<String> texts) {
      return model.embedAll(texts.stream().map(TextSegment::from).toList()).content().stream()
          .map(Embedding::vector)
          .toList();
    }
  }

  public static void main(String[] arguments) throws Exception {
    List<String> texts = Files.readAllLines(Path.of(arguments[2]));
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Way way = Kind.valueOf(arguments[0]).make(arguments[1].equals("cached"));
    way.one("The dome opens at dusk.");
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      double[] numbers = obey(order.split(" "), way, texts);
      System.out.println("result " + Arrays.toString(numbers).replaceAll("[\\[\\],]", ""));
    }
    System.exit(0); // langchain4j's threads stay for a second
  }

  private static double[] obey(String[] order, Way way, List<String> texts) throws Exception {
    if (order[0].equals("memory")) {
      return new double[] {ResidentMemory.now() / 1e6, ResidentMemory.peak() / 1e6};
    }
    List<String> first = texts.subList(0, Integer.parseInt(order[1]));
    return switch (order[0]) {
      case "each" -> measured(() -> each(way, first));
      case "all" -> measured(() -> way.all(first));
      case "write-each" -> write(first.stream().map(way::one).toList(), Path.of(order[2]));
      case "write-all" -> write(way.all(first), Path.of(order[2]));
      default -> throw new IllegalArgumentException("unknown order: " + String.join(" ", order));
    };
  }

  /** Work that is timed. */
  private interface Work {
    List<float[]> vectors() throws Exception;
  }

  /** Seconds on the wall and of CPU, that of threads which have ended included. */
  private static double[] measured(Work work) throws Exception {
    long cpu = SYSTEM.getProcessCpuTime();
    long wall = System.nanoTime();
    work.vectors();
    return new double[] {
      (System.nanoTime() - wall) / 1e9, (SYSTEM.getProcessCpuTime() - cpu) / 1e9
    };
  }

  private static List<float[]> each(Way way, List<String> texts) throws Exception {
    try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
      List<Future<float[]>> started = new ArrayList<>();
      texts.forEach(text -> started.add(callers.submit(() -> way.one(text))));
      List<float[]> vectors = new ArrayList<>();
      for (Future<float[]> vector : started) {
        vectors.add(vector.get());
      }
      return vectors;
    }
  }

  private static double[] write(List<float[]> vectors, Path file) throws IOException {
    try (var out = new DataOutputStream(Files.newOutputStream(file))) {
      for (float[] vector : vectors) {
        for (float number : vector) {
          out.writeFloat(number);
        }
      }
    }
    return new double[] {vectors.size()};
  }
}
