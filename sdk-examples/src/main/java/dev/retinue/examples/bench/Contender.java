package dev.retinue.examples.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** One way to let a model use a tool in turns. Each is measured in a JVM of its own. */
interface Contender extends AutoCloseable {
  /** One turn of a conversation of its own, until the model answers. */
  String turn(String question) throws Exception;

  /** So many turns at once, each in a conversation of its own; returns when all have answered. */
  default List<String> together(int turns, String question) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 0; i < turns; i++) {
        answers.add(threads.submit(() -> turn(question)));
      }
      List<String> texts = new ArrayList<>();
      for (Future<String> answer : answers) {
        texts.add(answer.get());
      }
      return texts;
    }
  }

  @Override
  default void close() {}

  /** Who is measured. */
  enum Kind {
    /** A loop written by hand: what cannot be undercut. */
    BARE("bare loop"),
    /** With the journal on the heap. */
    RETINUE("Retinue"),
    /** With the journal in a file, given to the operating system: survives {@code kill -9}. */
    RETINUE_PROCESS("Retinue, PROCESS"),
    /** With the journal on disk before anything goes on. */
    RETINUE_GROUP("Retinue, GROUP"),
    /** With a window of messages as its memory. */
    AISERVICES("AiServices"),
    /** With its agent executor and its checkpointer in memory. */
    LANGGRAPH("LangGraph4j");

    /** How it is called in what is printed. */
    final String title;

    Kind(String title) {
      this.title = title;
    }

    /** Its jars, beside those that all have. */
    List<String> jars() {
      return switch (this) {
        case BARE -> List.of();
        case RETINUE, RETINUE_PROCESS, RETINUE_GROUP -> List.of("snakeyaml");
        case AISERVICES -> List.of("langchain4j-1", "opennlp");
        case LANGGRAPH -> List.of("langchain4j-1", "opennlp", "langgraph4j", "async-generator");
      };
    }

    /** Its name in figures. */
    String key() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    /**
     * Makes it.
     *
     * @param folder where it may write
     */
    Contender make(SteppingModel model, SteppingModel.Adder adder, Path folder) throws Exception {
      return switch (this) {
        case BARE -> new BareLoop(model, adder);
        case RETINUE, RETINUE_PROCESS, RETINUE_GROUP ->
            new RetinueContender(model, adder, RetinueContender.journaled(this, folder));
        case AISERVICES -> new AiServicesContender(model, adder);
        case LANGGRAPH -> new LangGraphContender(model, adder);
      };
    }
  }
}
