package dev.retinue.runtime;

import dev.retinue.effect.Effect;
import dev.retinue.effect.Effects;
import dev.retinue.json.RecordedForm;
import dev.retinue.knowledge.DocumentSource;
import dev.retinue.knowledge.Ingested;
import dev.retinue.reasoner.Conclusion;
import dev.retinue.reasoner.Reasoner;
import dev.retinue.reasoner.Task;
import java.util.ArrayList;
import java.util.List;

/**
 * The run of the system that ingests documents, one effect each, so that it goes on where it was
 * stopped.
 */
final class Ingestion implements Reasoner {
  static final String TYPE = "system:ingest";

  /** The input of the run. */
  record Locations(List<String> list) {}

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public Conclusion reason(Task task, Effects effects) {
    List<Ingested> documents = new ArrayList<>();
    for (String location : RecordedForm.read(task.input(), Locations.class).list()) {
      for (DocumentSource source : effects.perform(new Effect.ScanDocuments(location)).list()) {
        documents.add(effects.perform(new Effect.IngestDocument(source)));
      }
    }
    return new Conclusion.Answer(RecordedForm.write(new IngestReport(documents)), List.of());
  }
}
