package dev.retinue.history;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.definition.DefinitionException;
import dev.retinue.file.WholeFile;
import dev.retinue.journal.JournalRecord;
import dev.retinue.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A finished run as a file of JSON lines: what the file is and the definition that the run started
 * with, then the records of the run from its start to its end. A file under its name is whole and
 * synced; what a crash left is under another name and is replaced by the next try.
 */
final class HistoryFile {
  static final String SUFFIX = ".jsonl";
  private static final int VERSION = 1;
  private static final int LAST_LINES = 64 * 1024;

  private HistoryFile() {}

  /**
   * Writes the file, and gives it its name in one step. Writing it again changes nothing.
   *
   * @param heading the first line
   * @param synced whether it must survive a failure of power
   */
  static void write(Path file, String heading, Finished run, boolean synced) throws IOException {
    WholeFile.write(
        file,
        synced,
        out -> {
          out.write(heading);
          out.write('\n');
          for (JournalRecord record : run.records()) {
            out.write(RecordLine.write(record));
            out.write('\n');
          }
        });
  }

  /** The first line of the file of a run that started with this definition. */
  static String heading(@Nullable AgentDefinition definition) {
    return "{\"is\":\"History\",\"version\":"
        + VERSION
        + (definition == null ? "" : ",\"definition\":" + Json.tree(definition.toJson()).toString())
        + "}";
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read or is damaged; the message names the file and the line
   */
  static Finished read(Path file) throws IOException {
    List<JournalRecord> records = new ArrayList<>();
    AgentDefinition definition = null;
    int number = 0;
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      String run = "";
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (number == 1) {
          definition = definition(line);
        } else {
          JournalRecord record = RecordLine.read(line, run);
          run = record.run();
          records.add(record);
        }
      }
      return new Finished(records, definition);
    } catch (IOException | IllegalArgumentException | DefinitionException e) {
      throw damaged(file, number, e);
    }
  }

  /** What a list says of a run: from the beginning and the end of its file. */
  static RunSummary summary(Path file) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      definition(String.valueOf(lines.readLine()));
      JournalRecord start = RecordLine.read(String.valueOf(lines.readLine()), "");
      JournalRecord end = RecordLine.read(lastLine(file), start.run());
      return new Finished(List.of(start, end), null).summary();
    } catch (IOException | IllegalArgumentException | DefinitionException e) {
      throw damaged(file, 2, e);
    }
  }

  private static String lastLine(Path file) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      for (long most = LAST_LINES; ; most *= 4) {
        long from = Math.max(0, in.length() - most);
        byte[] tail = new byte[Math.toIntExact(in.length() - from)];
        in.seek(from);
        in.readFully(tail);
        String text = new String(tail, StandardCharsets.UTF_8).stripTrailing();
        int line = text.lastIndexOf('\n');
        if (line >= 0 || from == 0) {
          return text.substring(line + 1);
        }
      }
    }
  }

  private static @Nullable AgentDefinition definition(String heading) throws IOException {
    Map<String, String> fields = RecordLine.fields(heading);
    String version = fields.get("version");
    if (!"\"History\"".equals(fields.get("is")) || version == null) {
      throw new IOException("it does not begin as a history does");
    }
    if (!version.equals(Integer.toString(VERSION))) {
      throw new IOException(
          "it is of version " + version + ", written by a newer version of this library");
    }
    String definition = fields.get("definition");
    return definition == null ? null : AgentDefinition.parse(definition);
  }

  private static IOException damaged(Path file, int line, Exception reason) {
    return new IOException(
        "the history " + file + " cannot be read, line " + line + ": " + reason.getMessage(),
        reason);
  }
}
