package dev.retinue.examples.chat;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.definition.KnowledgeDefinition;
import dev.retinue.definition.ModelDefinition;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the chat is started with.
 *
 * @param definition the agent, with a knowledge base when there are documents
 * @param documents a file or folder to read first, or null
 * @param home where the agent lives
 */
record ChatOptions(AgentDefinition definition, @Nullable Path documents, Path home) {
  static final String USAGE =
      "usage: chat [--agent FILE] [--docs DIR] [--home DIR] [--model PROVIDER:MODEL]";

  static ChatOptions parse(String[] arguments) throws IOException {
    Path agent = null;
    Path documents = null;
    Path home = Path.of("retinue-chat");
    String model = null;
    for (int i = 0; i < arguments.length; i += 2) {
      if (i + 1 == arguments.length) {
        throw new IllegalArgumentException("no value after '" + arguments[i] + "'\n" + USAGE);
      }
      String value = arguments[i + 1];
      switch (arguments[i]) {
        case "--agent" -> agent = Path.of(value);
        case "--docs" -> documents = Path.of(value);
        case "--home" -> home = Path.of(value);
        case "--model" -> model = value;
        default ->
            throw new IllegalArgumentException("unknown option '" + arguments[i] + "'\n" + USAGE);
      }
    }
    return new ChatOptions(definition(agent, documents != null, model), documents, home);
  }

  private static AgentDefinition definition(
      @Nullable Path file, boolean documents, @Nullable String model) throws IOException {
    AgentDefinition read;
    try {
      read =
          file == null
              ? AgentDefinition.builder("Assistant")
                  .tools("calculator", "datetime", "file_read", "file_list")
                  .build()
              : AgentDefinition.read(file);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException(
          "no file " + e.getFile() + "; give --agent the path of a definition", e);
    }
    KnowledgeDefinition knowledge =
        documents && !read.rag().enableKnowledgeBase()
            ? new KnowledgeDefinition(true, read.rag().collectionName(), List.of())
            : read.rag();
    return new AgentDefinition(
        read.agent(),
        model == null ? read.llm() : List.of(ModelDefinition.parse(model)),
        read.tools(),
        read.memory(),
        knowledge,
        read.limits(),
        read.autonomy(),
        read.workflow(),
        read.team(),
        read.permissions());
  }
}
