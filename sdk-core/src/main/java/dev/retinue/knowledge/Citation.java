package dev.retinue.knowledge;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a passage stands.
 *
 * @param source where the document was read from, as an absolute path or URI
 * @param document its title, or its file name
 * @param page the page it begins on, from 1; null where the format has no pages
 * @param headings the headings above it, outermost first
 */
public record Citation(
    String source, String document, @Nullable Integer page, List<String> headings) {
  public Citation {
    headings = List.copyOf(headings);
  }

  /** For people: {@code Handbook.pdf, page 3, "Opening the dome"}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(document);
    if (page != null) {
      text.append(", page ").append(page);
    }
    if (!headings.isEmpty()) {
      text.append(", \"").append(headings.getLast()).append('"');
    }
    return text.toString();
  }
}
