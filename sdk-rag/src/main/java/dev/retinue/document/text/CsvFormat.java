package dev.retinue.document.text;

import dev.retinue.document.Content;
import dev.retinue.document.DocumentFormat;
import dev.retinue.document.Source;
import dev.retinue.document.UnreadableDocumentException;
import dev.retinue.document.UnreadableDocumentException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Comma-separated values (RFC 4180), also parted by semicolons, tabs or bars: one table. What parts
 * them is what stands equally often in the first lines, outside of quotation marks.
 */
public final class CsvFormat implements DocumentFormat {
  private static final Set<String> ENDINGS = Set.of("csv", "tsv");
  private static final char[] DELIMITERS = {',', ';', '\t', '|'};
  private static final int LINES_LOOKED_AT = 20;

  @Override
  public Set<String> endings() {
    return ENDINGS;
  }

  @Override
  public Match match(Source source) {
    return ENDINGS.contains(source.ending()) ? Match.NAME : Match.NONE;
  }

  @Override
  public String read(Source source, Content content) throws UnreadableDocumentException {
    String text = source.text("\n", "text");
    CSVFormat format =
        CSVFormat.DEFAULT
            .builder()
            .setDelimiter(delimiter(text))
            .setLenientEof(true)
            .setTrailingData(true)
            .setIgnoreSurroundingSpaces(true)
            .get();
    List<List<String>> rows = new ArrayList<>();
    try (CSVParser parser = CSVParser.parse(text, format)) {
      for (CSVRecord row : parser) {
        rows.add(row.stream().toList());
      }
    } catch (IOException | UncheckedIOException e) {
      throw source.unreadable(
          Reason.CORRUPT,
          "its values cannot be told apart (" + e.getMessage() + "); get an undamaged copy",
          e);
    }
    content.table(rows, OptionalInt.empty());
    return "text/csv";
  }

  private static char delimiter(String text) {
    List<String> lines =
        text.lines().filter(line -> !line.isBlank()).limit(LINES_LOOKED_AT).toList();
    char best = DELIMITERS[0];
    double bestScore = 0;
    for (char delimiter : DELIMITERS) {
      List<Integer> counts = lines.stream().map(line -> count(line, delimiter)).toList();
      int first = counts.getFirst();
      double same =
          counts.stream().filter(count -> count == first).count() / (double) counts.size();
      if (first > 0 && same * Math.min(first, 5) > bestScore) {
        best = delimiter;
        bestScore = same * Math.min(first, 5);
      }
    }
    return best;
  }

  private static int count(String line, char delimiter) {
    int count = 0;
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      quoted ^= line.charAt(i) == '"';
      count += !quoted && line.charAt(i) == delimiter ? 1 : 0;
    }
    return count;
  }
}
