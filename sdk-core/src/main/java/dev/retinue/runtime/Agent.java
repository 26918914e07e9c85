package dev.retinue.runtime;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.error.SetupException;
import dev.retinue.history.RunSummary;
import dev.retinue.identity.Principal;
import dev.retinue.identity.RunScope;
import dev.retinue.json.AnswerSchema;
import dev.retinue.json.RecordedForm;
import dev.retinue.knowledge.KnowledgeQuery;
import dev.retinue.knowledge.Passages;
import dev.retinue.label.Label;
import dev.retinue.model.Conversation;
import dev.retinue.model.ModelChoice;
import dev.retinue.model.ModelRequest;
import dev.retinue.run.Outcome;
import dev.retinue.run.Run;
import dev.retinue.run.RunEvent;
import dev.retinue.run.internal.RunEngine;
import dev.retinue.run.internal.RunRequest;
import dev.retinue.tool.Tool;
import dev.retinue.tool.ToolUsage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A definition with a folder. Costs no thread and no open file until it is used. Thread-safe. */
public final class Agent {
  private final AgentStores stores;
  private final RunEngine engine;
  private final Supplier<String> ids;

  Agent(AgentStores stores, RunEngine engine, Supplier<String> ids) {
    this.stores = stores;
    this.engine = engine;
    this.ids = ids;
  }

  public String id() {
    return stores.definition().id();
  }

  public AgentDefinition definition() {
    return stores.definition();
  }

  /** The agent's folder, which may not have been made yet; empty in a runtime that is in memory. */
  public Optional<Path> folder() {
    return Optional.ofNullable(stores.folder());
  }

  /** A new session, shared by all who use the agent. */
  public Session session() {
    return session(Principal.SHARED);
  }

  /** A new session for somebody: only they will be reminded of it. */
  public Session session(Principal principal) {
    return session(ids.get(), principal);
  }

  /** The session of this id, new or gone on with. */
  public Session session(String id, Principal principal) {
    return new Session(this, id, principal);
  }

  /** Starts a run in a new session; see {@link Session#start(String)}. */
  public Run start(String input) {
    return session().start(input);
  }

  /** Starts a run in a new session and waits for its end. */
  public Outcome ask(String input) throws InterruptedException {
    return start(input).await();
  }

  /** What it remembers that is shared by all who use it. */
  public AgentMemory memory() {
    return memory(Principal.SHARED);
  }

  /** What it remembers, as somebody sees it: theirs, and what is shared. */
  public AgentMemory memory(Principal principal) {
    return new AgentMemory(stores, engine, ids, principal);
  }

  /**
   * Which model would be asked first to do this task if it began now, and why; empty if the
   * definition names its models. Calls nobody, and counts as no choice.
   */
  public Optional<ModelChoice> explainModel(String input) {
    List<ChatMessage> messages = new ArrayList<>();
    if (!definition().agent().instructions().isBlank()) {
      messages.add(SystemMessage.from(definition().agent().instructions()));
    }
    messages.add(UserMessage.from(input));
    List<ToolSpecification> tools =
        stores.tools().values().stream().map(Tool::specification).toList();
    return engine.explain(definition(), new ModelRequest(Conversation.of(messages), tools, null));
  }

  /** Runs of this agent that have not ended: active, or waiting. */
  public List<Run> runs() {
    return engine.live().stream()
        .filter(run -> run.scope().agent().equals(id()))
        .map(Run.class::cast)
        .toList();
  }

  /** All of its runs that are known, the newest first: in flight, or kept in its history. */
  public List<RunSummary> history() {
    return engine.histories().list(id());
  }

  /**
   * How it has used its tools, by name, in the runs that are kept: read from the journal and the
   * history, so that it survives what they survive.
   */
  public Map<String, ToolUsage> toolUsage() {
    return engine.histories().usedTools(id());
  }

  /**
   * Ingests files and folders into the agent's knowledge and waits for it; see {@link #ingest(List,
   * Consumer)}.
   */
  public IngestReport ingest(Path... locations) throws InterruptedException {
    return ingest(List.of(locations), event -> {});
  }

  /**
   * Ingests files and folders into the agent's knowledge, as a run of the system: a document that
   * cannot be read is reported and the others are ingested; an unchanged one is left alone.
   *
   * @param progress sees the run's events, among them one {@link RunEvent.EffectFinished} for each
   *     document
   * @throws SetupException if a location cannot be read at all, or the agent has no knowledge base
   */
  public IngestReport ingest(List<Path> locations, Consumer<RunEvent> progress)
      throws InterruptedException {
    requireKnowledge();
    List<String> absolute =
        locations.stream().map(path -> path.toAbsolutePath().normalize().toString()).toList();
    Run run =
        engine.start(
            stores,
            new RunScope(
                ids.get(), id(), "system", Principal.SHARED, definition().agent().tenant()),
            new RunRequest(
                Ingestion.TYPE,
                RecordedForm.write(new Ingestion.Locations(absolute)),
                null,
                null,
                false,
                Label.NONE));
    run.events().forEach(progress);
    return switch (run.await()) {
      case Outcome.Answered answered -> RecordedForm.read(answered.text(), IngestReport.class);
      case Outcome other ->
          throw new SetupException(String.join(", ", absolute), "not ingested: " + other.text());
    };
  }

  /**
   * The passages of its knowledge that answer best, for the host's own use: no run is begun and
   * nothing is journaled.
   *
   * @throws SetupException if the agent has no knowledge base
   */
  public Passages search(KnowledgeQuery query) throws InterruptedException {
    requireKnowledge();
    return stores.search(query);
  }

  private void requireKnowledge() {
    if (!definition().rag().enableKnowledgeBase()) {
      throw new SetupException(
          id(),
          "agent '"
              + id()
              + "' has no knowledge base; set rag.enable_knowledge_base in its definition");
    }
  }

  Run start(
      String session, Principal principal, String input, @Nullable Class<?> answer, Label label) {
    AgentDefinition definition = definition();
    return engine.start(
        stores,
        new RunScope(ids.get(), id(), session, principal, definition.agent().tenant()),
        new RunRequest(
            definition.agent().type(),
            input,
            answer == null ? null : AnswerSchema.write(AnswerSchema.of(answer)),
            null,
            true,
            label));
  }

  AgentStores stores() {
    return stores;
  }

  @Override
  public String toString() {
    return "agent " + id();
  }
}
