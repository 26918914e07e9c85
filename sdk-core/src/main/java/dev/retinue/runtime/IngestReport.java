package dev.retinue.runtime;

import dev.retinue.knowledge.Ingested;
import java.util.List;

/** What became of each document that was to be ingested. */
public record IngestReport(List<Ingested> documents) {
  public IngestReport {
    documents = List.copyOf(documents);
  }

  /** Documents that were stored, anew or in a changed version. */
  public List<Ingested.Stored> stored() {
    return documents.stream()
        .filter(Ingested.Stored.class::isInstance)
        .map(Ingested.Stored.class::cast)
        .toList();
  }

  /** Documents that could not be read, with the reason. */
  public List<Ingested.Rejected> rejected() {
    return documents.stream()
        .filter(Ingested.Rejected.class::isInstance)
        .map(Ingested.Rejected.class::cast)
        .toList();
  }
}
