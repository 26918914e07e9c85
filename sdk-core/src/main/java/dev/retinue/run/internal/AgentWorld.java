package dev.retinue.run.internal;

import dev.retinue.consolidation.MemoryChange;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.identity.Principal;
import dev.retinue.journal.JournalPosition;
import dev.retinue.knowledge.DocumentSource;
import dev.retinue.knowledge.DocumentSources;
import dev.retinue.knowledge.Ingested;
import dev.retinue.knowledge.KnowledgeQuery;
import dev.retinue.knowledge.Passages;
import dev.retinue.memory.MemoryRecord;
import dev.retinue.memory.MemorySelection;
import dev.retinue.memory.RecallQuery;
import dev.retinue.memory.Recollections;
import dev.retinue.policy.Policy;
import dev.retinue.tool.Tool;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.Lock;

/** What the effects of one agent act on. Thread-safe. */
public interface AgentWorld {
  AgentDefinition definition();

  /** The definition's hash, made once. */
  String definitionHash();

  /** What may happen: the host's policy, narrowed by the definition's rules. */
  Policy policy();

  /** Writes the definition to the agent's folder, if it is not there. */
  void keepDefinition();

  /** The agent's tools by name, in the definition's order. */
  Map<String, Tool> tools();

  /** The folder its file tools may see, made if it is not there. */
  Path files();

  Recollections recall(RecallQuery query, Principal principal) throws InterruptedException;

  Passages search(KnowledgeQuery query) throws InterruptedException;

  DocumentSources scan(String location) throws InterruptedException;

  /**
   * Applies to a view; the caller holds {@link #applying} since before the intent was journaled.
   */
  void keep(MemoryRecord record) throws InterruptedException;

  /** As {@link #keep}: how many records there were. */
  int forget(MemorySelection selection, Principal principal) throws InterruptedException;

  /** As {@link #keep}. */
  void rearrange(MemoryChange change, Principal principal) throws InterruptedException;

  /** As {@link #keep}. */
  Ingested ingest(DocumentSource source) throws InterruptedException;

  /**
   * Held from before an intent is journaled until it is applied, so that no commit falls between
   * the two.
   */
  Lock applying();

  /**
   * Brings the view that effects of this kind are applied to up to the journal, so that the next
   * commit contains what an earlier process applied and did not commit.
   */
  void recover(String kind) throws InterruptedException;

  /**
   * The same folder and stores under another definition of the agent.
   *
   * @throws dev.retinue.definition.DefinitionException if something that it names is missing
   */
  AgentWorld under(AgentDefinition definition);

  /**
   * Whether what the views have not committed can be had from the journal again; what was read from
   * documents may be gone by then.
   */
  boolean canCommitLater();

  /** Commits the views that changed, as containing the journal up to this position. */
  void commit(JournalPosition position);
}
