package dev.retinue.effect;

import dev.retinue.consolidation.MemoryChange;
import dev.retinue.definition.ModelDefinition;
import dev.retinue.knowledge.DocumentSource;
import dev.retinue.knowledge.DocumentSources;
import dev.retinue.knowledge.Ingested;
import dev.retinue.knowledge.KnowledgeQuery;
import dev.retinue.knowledge.Passages;
import dev.retinue.label.Label;
import dev.retinue.memory.MemoryRecord;
import dev.retinue.memory.MemorySelection;
import dev.retinue.memory.RecallQuery;
import dev.retinue.memory.Recollections;
import dev.retinue.model.ModelReply;
import dev.retinue.model.ModelRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * One interaction with the world. The family is closed, so that whatever handles effects (the
 * pipeline, a replay, a cassette) handles all of them; it grows only with a minor version, and a
 * switch over it outside this library needs a {@code default}.
 *
 * @param <R> what performing it gives; every result has a recorded form, see {@link
 *     dev.retinue.json.Json}
 */
public sealed interface Effect<R> {
  /** The type of the result, by which its recorded form is read. */
  Class<R> resultType();

  /**
   * Asks a model.
   *
   * @param models models in order of preference; empty for the runtime's own choice
   * @param closes whether it is the last word of a run that may not go on: granted once beyond the
   *     run's own limits, to a run that a model has answered before
   */
  record CallModel(List<ModelDefinition> models, ModelRequest request, boolean closes)
      implements Effect<ModelReply> {
    public CallModel {
      models = List.copyOf(models);
      if (closes && !request.tools().isEmpty()) {
        throw new IllegalArgumentException(
            "a closing turn has no tools, got " + request.tools().size());
      }
    }

    public CallModel(List<ModelDefinition> models, ModelRequest request) {
      this(models, request, false);
    }

    /** The last word of a run that may not go on. */
    public static CallModel closing(List<ModelDefinition> models, ModelRequest request) {
      return new CallModel(models, request, true);
    }

    @Override
    public Class<ModelReply> resultType() {
      return ModelReply.class;
    }
  }

  /**
   * Calls a tool. That it fails or is denied is a value of the result.
   *
   * @param arguments a JSON object, as the model wrote it
   */
  record CallTool(String tool, String arguments) implements Effect<ToolResult> {
    @Override
    public Class<ToolResult> resultType() {
      return ToolResult.class;
    }
  }

  /**
   * Chooses which of the agent's tools a model is shown for a task.
   *
   * @param limit the most of them
   * @param besides names of tools that it is shown already, which are not chosen again
   */
  record SelectTools(String task, int limit, List<String> besides)
      implements Effect<SelectedTools> {
    public SelectTools {
      besides = List.copyOf(besides);
    }

    public SelectTools(String task, int limit) {
      this(task, limit, List.of());
    }

    @Override
    public Class<SelectedTools> resultType() {
      return SelectedTools.class;
    }
  }

  /** Recalls from the agent's memory, as the run's principal. */
  record Recall(RecallQuery query) implements Effect<Recollections> {
    @Override
    public Class<Recollections> resultType() {
      return Recollections.class;
    }
  }

  /** Keeps a record in the agent's memory. */
  record Remember(MemoryRecord record) implements Effect<Done> {
    @Override
    public Class<Done> resultType() {
      return Done.class;
    }
  }

  /** Forgets records of the run's principal in the agent's memory. */
  record Forget(MemorySelection selection) implements Effect<Forgotten> {
    @Override
    public Class<Forgotten> resultType() {
      return Forgotten.class;
    }
  }

  /** Changes what of the run's principal stands in the agent's memory, and how. */
  record Rearrange(MemoryChange change) implements Effect<Done> {
    @Override
    public Class<Done> resultType() {
      return Done.class;
    }
  }

  /** Searches the agent's knowledge. */
  record SearchKnowledge(KnowledgeQuery query) implements Effect<Passages> {
    @Override
    public Class<Passages> resultType() {
      return Passages.class;
    }
  }

  /** Lists the documents in a file or folder. */
  record ScanDocuments(String location) implements Effect<DocumentSources> {
    @Override
    public Class<DocumentSources> resultType() {
      return DocumentSources.class;
    }
  }

  /** Reads a document into the agent's knowledge. */
  record IngestDocument(DocumentSource source) implements Effect<Ingested> {
    @Override
    public Class<Ingested> resultType() {
      return Ingested.class;
    }
  }

  /** Asks a person; the run waits, holding no thread, until somebody answers. */
  record AskHuman(String question) implements Effect<HumanAnswer> {
    @Override
    public Class<HumanAnswer> resultType() {
      return HumanAnswer.class;
    }
  }

  /**
   * Gives a task to another agent of the runtime, in a session of the same principal, and waits for
   * its outcome.
   */
  record Delegate(String agent, String task) implements Effect<Delegated> {
    @Override
    public Class<Delegated> resultType() {
      return Delegated.class;
    }
  }

  /** Puts a message into another agent's mailbox. */
  record SendMessage(String to, String body) implements Effect<Done> {
    @Override
    public Class<Done> resultType() {
      return Done.class;
    }
  }

  /**
   * Takes the oldest message from this agent's mailbox; the run waits, holding no thread, until
   * there is one.
   */
  record ReceiveMessage() implements Effect<Message> {
    @Override
    public Class<Message> resultType() {
      return Message.class;
    }
  }

  /** Waits, holding no thread. */
  record Sleep(Duration duration) implements Effect<Done> {
    public Sleep {
      if (duration.isNegative()) {
        throw new IllegalArgumentException("duration must not be negative, got " + duration);
      }
    }

    @Override
    public Class<Done> resultType() {
      return Done.class;
    }
  }

  /** Reads the clock. */
  record ReadClock() implements Effect<Instant> {
    @Override
    public Class<Instant> resultType() {
      return Instant.class;
    }
  }

  /** Draws a number, uniformly from [0, 1). */
  record DrawRandom() implements Effect<Double> {
    @Override
    public Class<Double> resultType() {
      return Double.class;
    }
  }

  /** Draws an id: unique, sortable by time of drawing. */
  record DrawId() implements Effect<String> {
    @Override
    public Class<String> resultType() {
      return String.class;
    }
  }

  /** It was done, and there is nothing more to say. */
  record Done() {}

  /**
   * @param records how many there were
   */
  record Forgotten(int records) {}

  /**
   * @param names names of tools, in order of preference
   */
  record SelectedTools(List<String> names) {
    public SelectedTools {
      names = List.copyOf(names);
    }
  }

  /**
   * @param text what the person said
   */
  record HumanAnswer(String text) {}

  /**
   * @param run the other agent's run
   * @param answered whether it answered; otherwise {@code text} says how it ended
   * @param text its answer
   * @param label of the answer: what the other run had seen
   */
  record Delegated(String run, boolean answered, String text, Label label) {
    public Delegated {
      label = Label.orCautious(label);
    }
  }

  /**
   * @param id unique
   * @param from id of the agent that sent it
   * @param body the text
   * @param sentAt when it was sent
   * @param label of the text: what the sender's run had seen
   */
  record Message(String id, String from, String body, Instant sentAt, Label label) {
    public Message {
      label = Label.orCautious(label);
    }
  }
}
