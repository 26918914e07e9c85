package dev.retinue.examples.evaluation;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.definition.KnowledgeDefinition;
import dev.retinue.embedding.Embeddings;
import dev.retinue.embedding.EmbeddingsProvider;
import dev.retinue.examples.evaluation.EvaluationSet.Document;
import dev.retinue.examples.evaluation.EvaluationSet.Question;
import dev.retinue.knowledge.KnowledgeQuery;
import dev.retinue.knowledge.Passage;
import dev.retinue.runtime.Agent;
import dev.retinue.runtime.AgentRuntime;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How well knowledge is found: writes each record of a set as a text file, has an agent for each
 * space ingest them, asks every question of its space's agent, and prints recall, nDCG and
 * reciprocal rank of the files by their best passage.
 */
public final class RetrievalEvaluation {
  private static final String USAGE = "usage: retrieval-eval FOLDER [--vectors FILE]";
  private static final int PASSAGES = 60;

  private final PrintStream out;
  private final @Nullable Path vectors;

  private RetrievalEvaluation(PrintStream out, @Nullable Path vectors) {
    this.out = out;
    this.vectors = vectors;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> given = List.of(arguments);
    boolean hasVectors = given.size() == 3 && given.get(1).equals("--vectors");
    if (given.size() != 1 && !hasVectors) {
      System.err.println(USAGE);
      System.exit(2);
    }
    try {
      new RetrievalEvaluation(System.out, hasVectors ? Path.of(given.get(2)) : null)
          .run(EvaluationSet.read(Path.of(given.getFirst())));
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }

  private void run(EvaluationSet set) throws IOException, InterruptedException {
    EmbeddingsProvider provider =
        ServiceLoader.load(EmbeddingsProvider.class)
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no embeddings are on the class path"));
    Path folder = Files.createTempDirectory("retrieval-eval");
    try (Embeddings model = provider.open()) {
      StoredEmbeddings embeddings = new StoredEmbeddings(model, vectors);
      try (AgentRuntime runtime =
          AgentRuntime.builder().home(folder.resolve("home")).embeddings(embeddings).build()) {
        evaluate(set, runtime, folder);
      }
      embeddings.store();
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private void evaluate(EvaluationSet set, AgentRuntime runtime, Path folder)
      throws IOException, InterruptedException {
    Map<String, Agent> agents = new LinkedHashMap<>();
    Map<String, String> documents = new LinkedHashMap<>();
    long begin = System.nanoTime();
    for (Map.Entry<String, List<Document>> space : set.documents().entrySet()) {
      Path texts = Files.createDirectories(folder.resolve("texts-" + agents.size()));
      for (Document document : space.getValue()) {
        Path file = texts.resolve(documents.size() + ".txt");
        Files.writeString(file, text(document));
        documents.put(file.toAbsolutePath().normalize().toString(), document.id());
      }
      Agent agent =
          runtime.agent(
              AgentDefinition.builder("Librarian " + agents.size())
                  .knowledge(new KnowledgeDefinition(true, "", List.of()))
                  .build());
      agents.put(space.getKey(), agent);
      out.println(space.getKey() + ": " + agent.ingest(texts));
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    List<Judged> judged = new ArrayList<>();
    double[] millis = new double[set.questions().size()];
    for (Question question : set.questions()) {
      Agent agent = agents.get(question.space());
      if (agent == null) {
        throw new IllegalArgumentException(
            "question '" + question.id() + "' asks in '" + question.space() + "', which is empty");
      }
      KnowledgeQuery query = new KnowledgeQuery(question.text(), PASSAGES);
      agent.search(query); // embeds the question
      long asked = System.nanoTime();
      List<Passage> found = agent.search(query).list();
      millis[judged.size()] = (System.nanoTime() - asked) / 1e6;
      Set<String> ranked = new LinkedHashSet<>();
      found.forEach(passage -> ranked.add(documents.get(passage.citation().source())));
      judged.add(new Judged(question.category(), List.copyOf(ranked), question.relevant(), 0));
    }
    new JudgedTable(out, "retrieval").print(judged, millis, "");
    out.printf(
        Locale.ROOT, "figure retrieval_ingest %.1f documents/s%n", documents.size() / seconds);
  }

  /** A title is underlined, so that it is taken for one. */
  private static String text(Document document) {
    return document.title().isBlank()
        ? document.text()
        : document.title()
            + "\n====\n\n"
            + document.text().substring(document.title().length()).strip();
  }
}
