package dev.retinue.runtime;

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
import dev.retinue.run.internal.AgentWorld;
import dev.retinue.tool.Tool;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.Lock;

/** An agent's folder and stores under a definition that only a fork has. Thread-safe. */
record OtherDefinition(AgentWorld world, AgentDefinition definition, AgentStores.Means means)
    implements AgentWorld {
  @Override
  public Map<String, Tool> tools() {
    return means.tools();
  }

  @Override
  public Policy policy() {
    return means.policy();
  }

  @Override
  public String definitionHash() {
    return definition.hash();
  }

  /** The agent's own stays in its folder. */
  @Override
  public void keepDefinition() {
    world.keepDefinition();
  }

  @Override
  public AgentWorld under(AgentDefinition other) {
    return world.under(other);
  }

  @Override
  public Path files() {
    return world.files();
  }

  @Override
  public Recollections recall(RecallQuery query, Principal principal) throws InterruptedException {
    return world.recall(query, principal);
  }

  @Override
  public Passages search(KnowledgeQuery query) throws InterruptedException {
    return world.search(query);
  }

  @Override
  public DocumentSources scan(String location) throws InterruptedException {
    return world.scan(location);
  }

  @Override
  public void keep(MemoryRecord record) throws InterruptedException {
    world.keep(record);
  }

  @Override
  public int forget(MemorySelection selection, Principal principal) throws InterruptedException {
    return world.forget(selection, principal);
  }

  @Override
  public void rearrange(MemoryChange change, Principal principal) throws InterruptedException {
    world.rearrange(change, principal);
  }

  @Override
  public Ingested ingest(DocumentSource source) throws InterruptedException {
    return world.ingest(source);
  }

  @Override
  public Lock applying() {
    return world.applying();
  }

  @Override
  public void recover(String kind) throws InterruptedException {
    world.recover(kind);
  }

  @Override
  public boolean canCommitLater() {
    return world.canCommitLater();
  }

  @Override
  public void commit(JournalPosition position) {
    world.commit(position);
  }
}
