package dev.retinue.document;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What was read from one file. Immutable.
 *
 * @param title the document's own title, else its first heading, else its file name without ending
 * @param mediaType what the content turned out to be, for example {@code application/pdf}
 * @param sha256 of the file's bytes, in lower-case hexadecimal
 * @param blocks in reading order; at least one
 * @param warnings what a reader of the document should know was lost, for example pages without
 *     text; sentences for people
 */
public record Document(
    String title, String mediaType, String sha256, List<Block> blocks, List<String> warnings) {

  /** Stands between two blocks in {@link #text()}. */
  public static final String BLOCK_SEPARATOR = "\n\n";

  public Document {
    blocks = List.copyOf(blocks);
    warnings = List.copyOf(warnings);
  }

  /** All blocks' text in order; the text that a chunk's offset points into. */
  public String text() {
    return blocks.stream().map(Block::text).collect(Collectors.joining(BLOCK_SEPARATOR));
  }

  /**
   * The same as Markdown with GitHub's tables. What stands in it is escaped where it would be taken
   * for markup.
   */
  public String markdown() {
    return MarkdownText.of(blocks);
  }
}
