package dev.retinue.memory.index;

import dev.retinue.collection.CollectionException;
import dev.retinue.collection.CollectionSettings;
import dev.retinue.collection.EmbeddingSpace;
import dev.retinue.collection.LuceneCollection;
import dev.retinue.collection.VectorState;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.embedding.Embeddings;
import dev.retinue.journal.StoreLocation;
import dev.retinue.memory.DamagedMemoryException;
import dev.retinue.memory.Memory;
import dev.retinue.memory.MemoryProvider;
import dev.retinue.memory.recall.Recall;
import dev.retinue.memory.recall.RecallFields;
import dev.retinue.memory.recall.RecallWeights;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens an agent's memory as a {@link LuceneCollection} in its folder. Without embeddings memory is
 * searched by words only, which is logged once. Of an index whose vectors are of another embedding
 * model, which is logged for each agent, the vectors are made anew. Thread-safe.
 */
public final class LuceneMemoryProvider implements MemoryProvider {
  private static final Logger LOG = LoggerFactory.getLogger(LuceneMemoryProvider.class);

  private final RecallWeights weights;
  private final Set<Path> verified = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean saidTextOnly = new AtomicBoolean();

  /** Where the records of all memories get their vectors: one thread, while there is work. */
  private final ScheduledThreadPoolExecutor background;

  /** What is found by {@link java.util.ServiceLoader}, with the weights that are standard. */
  public LuceneMemoryProvider() {
    this(RecallWeights.STANDARD);
  }

  /** A provider to give to the builder. */
  public LuceneMemoryProvider(RecallWeights weights) {
    this.weights = weights;
    background =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("retinue-memory").daemon(true).factory());
    background.setKeepAliveTime(2, TimeUnit.SECONDS);
    background.allowCoreThreadTimeOut(true);
  }

  @Override
  public String name() {
    return "lucene";
  }

  /**
   * Opens the memory; it must be closed before it can be opened again.
   *
   * @throws DamagedMemoryException if a file in the folder is damaged or missing
   * @throws CollectionException if the folder is in use or not writable
   */
  @Override
  public Memory open(AgentDefinition agent, StoreLocation location) {
    Embeddings embeddings = location.embeddings();
    CollectionSettings settings = RecallFields.settings(space(embeddings));
    Path folder = location.folder();
    LuceneCollection records =
        folder == null ? LuceneCollection.inMemory(settings) : whole(agent, folder, settings);
    switch (records.vectors()) {
      case VectorState.Ready ready -> {}
      case VectorState.Absent absent -> {
        if (saidTextOnly.compareAndSet(false, true)) {
          LOG.atInfo().addKeyValue("agent", agent.id()).log("memory: {}", absent.description());
        }
      }
      case VectorState.Mismatch mismatch -> {
        LOG.atWarn()
            .addKeyValue("agent", agent.id())
            .addKeyValue("stored", mismatch.stored())
            .addKeyValue("wanted", mismatch.wanted())
            .log(
                "memory: the embedding model is another one; records get new vectors in the"
                    + " background, and are found by their words until then");
        records.renewVectors();
      }
    }
    return new LuceneMemory(
        records,
        new Recall(records, embeddings, weights),
        agent.memory(),
        embeddings,
        location.clock(),
        background);
  }

  /**
   * The checksums of all files are compared when it is opened for the first time in this process: a
   * byte that changed on the disk is found now, while the memory can be made anew, and not amid a
   * run.
   */
  private LuceneCollection whole(AgentDefinition agent, Path folder, CollectionSettings settings) {
    LuceneCollection opened = null;
    try {
      opened = LuceneCollection.open(folder, settings);
      if (!verified.contains(folder)) {
        opened.verify();
        verified.add(folder);
      }
      return opened;
    } catch (CollectionException e) {
      if (opened != null) {
        opened.close();
      }
      if (e.problem() == CollectionException.Problem.DAMAGED) {
        throw new DamagedMemoryException(
            folder, "the memory of agent '" + agent.id() + "' is damaged: " + e.getMessage(), e);
      }
      throw e;
    }
  }

  private static @Nullable EmbeddingSpace space(@Nullable Embeddings embeddings) {
    return embeddings == null
        ? null
        : new EmbeddingSpace(embeddings.model(), embeddings.dimensions());
  }
}
