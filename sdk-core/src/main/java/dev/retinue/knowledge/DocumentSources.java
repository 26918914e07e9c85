package dev.retinue.knowledge;

import java.util.List;

/** Documents found by a scan, ordered by location. */
public record DocumentSources(List<DocumentSource> list) {
  public DocumentSources {
    list = List.copyOf(list);
  }
}
