package dev.retinue.knowledge;

import java.util.List;

/** Passages found by a search, best first. */
public record Passages(List<Passage> list) {
  public static final Passages NONE = new Passages(List.of());

  public Passages {
    list = List.copyOf(list);
  }
}
