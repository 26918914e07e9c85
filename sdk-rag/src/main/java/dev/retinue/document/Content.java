package dev.retinue.document;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a format's reader finds. Text is normalised here, once for all formats: white space
 * is collapsed (not in code), invisible characters are removed, and what is then empty is left out.
 */
public final class Content {
  private final List<Block> blocks = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final int maxCharacters;
  private long characters;
  private @Nullable String title;

  Content(Limits limits) {
    this.maxCharacters = limits.characters();
  }

  public void heading(int level, String text, OptionalInt page) {
    String clean = clean(text);
    if (!clean.isEmpty()) {
      add(new Block.Heading(Math.clamp(level, 1, 6), clean, page));
    }
  }

  public void paragraph(String text, OptionalInt page) {
    String clean = clean(text);
    if (!clean.isEmpty()) {
      add(new Block.Paragraph(clean, page));
    }
  }

  public void listItem(int depth, String label, String text, OptionalInt page) {
    String clean = clean(text);
    if (!clean.isEmpty()) {
      add(new Block.ListItem(depth, clean(label) + " " + clean, page));
    }
  }

  public void code(String text, OptionalInt page) {
    String clean = text.stripTrailing().replace("\r\n", "\n").replace('\r', '\n');
    if (!clean.isBlank()) {
      add(new Block.Code(clean, page));
    }
  }

  public void table(List<List<String>> rows, OptionalInt page) {
    List<List<String>> clean =
        rows.stream()
            .map(row -> row.stream().map(Content::clean).toList())
            .filter(row -> row.stream().anyMatch(cell -> !cell.isEmpty()))
            .toList();
    if (!clean.isEmpty()) {
      add(new Block.Table(clean, page));
    }
  }

  /** The title the document gives itself; the first one given stands. */
  public void title(@Nullable String given) {
    if (title == null && given != null && !clean(given).isEmpty()) {
      title = clean(given);
    }
  }

  public void warning(String sentence) {
    warnings.add(sentence);
  }

  private void add(Block block) {
    characters += block.text().length();
    if (characters > maxCharacters) {
      throw new TooLarge(
          "it holds more than %,d characters of text; split it into smaller documents"
              .formatted(maxCharacters));
    }
    blocks.add(block);
  }

  /** What there is so far, in order. */
  public List<Block> blocks() {
    return blocks;
  }

  Document document(String fallbackTitle, String mediaType, String sha256) {
    String chosen = title;
    if (chosen == null) {
      chosen =
          blocks.stream()
              .filter(Block.Heading.class::isInstance)
              .map(Block::text)
              .findFirst()
              .orElse(fallbackTitle);
    }
    return new Document(chosen, mediaType, sha256, blocks, warnings);
  }

  /**
   * Collapses white space and removes what no reader sees: soft hyphens, zero-width marks,
   * controls.
   */
  public static String clean(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    boolean space = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
        space = true;
      } else if (c != '\u00AD' && c != '\u200B' && c != '\uFEFF' && !Character.isISOControl(c)) {
        if (space && !clean.isEmpty()) {
          clean.append(' ');
        }
        space = false;
        clean.append(c);
      }
    }
    return clean.toString();
  }

  /**
   * A limit was passed somewhere inside a parser; {@link DocumentReader} adds the file and reports
   * it.
   */
  public static final class TooLarge extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TooLarge(String what) {
      super(what);
    }
  }
}
