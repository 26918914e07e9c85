package dev.retinue.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.retinue.document.Block;
import dev.retinue.document.Block.Code;
import dev.retinue.document.Block.Heading;
import dev.retinue.document.Block.Paragraph;
import dev.retinue.document.Block.Table;
import dev.retinue.document.Document;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ChunkerTest {
  private static final OptionalInt NO_PAGE = OptionalInt.empty();
  private static final String SENTENCE = "The night was clear and the seeing was good. ";

  private static Document document(Block... blocks) {
    return new Document("title", "text/plain", "00", List.of(blocks), List.of());
  }

  private static Paragraph paragraph(int sentences) {
    return new Paragraph(SENTENCE.repeat(sentences).strip(), NO_PAGE);
  }

  private static Heading heading(int level, String text) {
    return new Heading(level, text, NO_PAGE);
  }

  @Test
  void aShortDocumentIsOneChunk() {
    Document document = document(heading(1, "Log"), paragraph(3));

    assertThat(Chunker.standard().chunk(document))
        .containsExactly(new Chunk(0, document.text(), List.of("Log"), NO_PAGE, 0));
  }

  @Test
  void everyChunkStandsInTheDocumentAtItsOffsetAndNothingIsLost() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      List<Block> blocks = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        blocks.add(
            switch (random.nextInt(4)) {
              case 0 -> heading(1 + random.nextInt(4), "Heading " + i);
              case 1 -> new Code("line of code;\n".repeat(1 + random.nextInt(90)).strip(), NO_PAGE);
              case 2 -> new Paragraph("x".repeat(1 + random.nextInt(9000)), NO_PAGE);
              default -> paragraph(1 + random.nextInt(80));
            });
      }
      Document document = document(blocks.toArray(Block[]::new));
      String text = document.text();
      int end = 0;
      for (Chunk chunk : Chunker.standard().chunk(document)) {
        assertThat(text.startsWith(chunk.text(), chunk.offset())).isTrue();
        assertThat(text.substring(end, chunk.offset())).isBlank();
        assertThat(Tokens.estimate(chunk.text())).isLessThanOrEqualTo(400);
        end = chunk.offset() + chunk.text().length();
      }
      assertThat(text.substring(end)).isBlank();
    }
  }

  @Nested
  class Structure {
    @Test
    void sectionsOfTheHighestLevelAreKeptApart() {
      Document document =
          document(
              heading(1, "Handbook"),
              heading(2, "Dome"),
              paragraph(6),
              heading(2, "People"),
              paragraph(6));

      assertThat(Chunker.standard().chunk(document))
          .extracting(Chunk::headings)
          .containsExactly(List.of("Handbook", "Dome"), List.of("Handbook", "People"));
    }

    @Test
    void tinySectionsAreJoinedUnderWhatTheyShare() {
      Document document =
          document(
              heading(1, "Handbook"),
              heading(2, "Dome"),
              paragraph(1),
              heading(2, "People"),
              paragraph(1));

      assertThat(Chunker.standard().chunk(document))
          .extracting(Chunk::headings)
          .containsExactly(List.of("Handbook"));
    }

    @Test
    void aHeadingStaysWithWhatFollows() {
      Document document =
          document(paragraph(25), heading(2, "Dome"), heading(3, "Opening"), paragraph(30));

      List<Chunk> chunks = Chunker.standard().chunk(document);

      assertThat(chunks).hasSize(2);
      assertThat(chunks.get(1).text()).startsWith("Dome\n\nOpening\n\nThe night");
      assertThat(chunks.get(1).headings()).containsExactly("Dome", "Opening");
    }

    @Test
    void aChunkEndsWithItsPage() {
      Document document =
          document(
              new Paragraph("On the first page.", OptionalInt.of(1)),
              new Paragraph("On the second page.", OptionalInt.of(2)));

      assertThat(Chunker.standard().chunk(document))
          .extracting(Chunk::page)
          .containsExactly(OptionalInt.of(1), OptionalInt.of(2));
    }
  }

  @Test
  @Timeout(20)
  void aDocumentOfNothingButHeadingsTakesNoLonger() {
    Block[] headings = new Block[200_000];
    Arrays.setAll(headings, i -> heading(2, "Heading " + i));

    assertThat(Chunker.standard().chunk(document(headings))).hasSizeGreaterThan(1000);
  }

  @Nested
  class Splitting {
    @Test
    void longParagraphsAreCutAfterSentences() {
      List<Chunk> chunks = Chunker.standard().chunk(document(paragraph(100)));

      assertThat(chunks).hasSizeGreaterThan(2);
      assertThat(chunks).allSatisfy(chunk -> assertThat(chunk.text()).endsWith("good."));
    }

    @Test
    void longTablesRepeatTheirHeader() {
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("Target", "Hours"));
      for (int i = 1; i <= 200; i++) {
        rows.add(List.of("M " + i, "2.5"));
      }

      List<Chunk> chunks = Chunker.standard().chunk(document(new Table(rows, NO_PAGE)));

      assertThat(chunks).hasSizeGreaterThan(2);
      assertThat(chunks)
          .allSatisfy(chunk -> assertThat(chunk.text()).startsWith("Target | Hours\n"));
    }
  }

  @Test
  void itRefusesSizesThatMakeNoSense() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Chunker(400, 300))
        .withMessage("target must be at least 16 and max at least target, got 400 and 300");
  }
}
