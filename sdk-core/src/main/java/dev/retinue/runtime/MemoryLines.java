package dev.retinue.runtime;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.retinue.identity.Principal;
import dev.retinue.json.RecordedForm;
import dev.retinue.memory.Context;
import dev.retinue.memory.Fact;
import dev.retinue.memory.MemoryException;
import dev.retinue.memory.MemoryRecord;
import dev.retinue.memory.MemorySelection;
import dev.retinue.memory.Note;
import dev.retinue.memory.Resource;
import dev.retinue.memory.Skill;
import dev.retinue.memory.Turn;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.time.DateTimeException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one principal's memory holds as JSON Lines: a {@link Header}, then a record a line in its
 * recorded form, in the order of their ids. Confined to one thread.
 */
final class MemoryLines {
  private static final String FORMAT = "retinue-memory";
  private static final int VERSION = 1;
  private static final int PAGE = 500;

  /** A batch is one run of the system, whose records are on the heap at once. */
  private static final int BATCH = 200;

  private static final int BATCH_CHARACTERS = 1 << 20;
  private static final JsonFactory JSON = new JsonFactory();

  /**
   * The first line. There is no time in it, so that the same memory is the same text.
   *
   * @param agent id of the agent that it came from; any may import it
   * @param principal whose all records are
   */
  record Header(String format, int version, String agent, String principal) {}

  private final AgentMemory memory;
  private final String agent;
  private final Map<String, MemoryRecord> batch = new LinkedHashMap<>();
  private int batchCharacters;
  private int line;
  private int read;
  private int added;

  MemoryLines(AgentMemory memory, String agent) {
    this.memory = memory;
    this.agent = agent;
  }

  int write(Writer out) throws IOException, InterruptedException {
    Principal principal = memory.principal();
    int written = 0;
    write(out, new Header(FORMAT, VERSION, agent, principal.name()));
    String after = "";
    List<MemoryRecord> page;
    do {
      page = memory.list(new MemorySelection.All(), after, PAGE);
      for (MemoryRecord record : page) {
        after = record.id();
        if (record.context().principal().equals(principal)) {
          write(out, record);
          written++;
        }
      }
    } while (page.size() == PAGE);
    return written;
  }

  private static void write(Writer out, Object value) throws IOException {
    out.write(RecordedForm.write(value));
    out.write('\n');
  }

  int read(Reader in) throws IOException, InterruptedException {
    BufferedReader lines =
        in instanceof BufferedReader buffered ? buffered : new BufferedReader(in);
    line = 1;
    checkHeader(lines.readLine());
    for (String text = next(lines); text != null; text = next(lines)) {
      if (!text.isBlank()) {
        add(text);
      }
    }
    keepBatch();
    return added;
  }

  private @Nullable String next(BufferedReader lines) throws IOException {
    line++;
    return lines.readLine();
  }

  private void checkHeader(@Nullable String text) throws InterruptedException {
    Header header;
    try {
      header = one(text == null ? "" : text, Header.class);
    } catch (IllegalArgumentException e) {
      throw refused("it is not the first line of an export: " + e.getMessage(), e);
    }
    if (!FORMAT.equals(header.format()) || header.version() != VERSION) {
      throw refused(
          "its format is '"
              + header.format()
              + "' of version "
              + header.version()
              + ", and this release reads '"
              + FORMAT
              + "' of version "
              + VERSION,
          null);
    }
  }

  private void add(String text) throws InterruptedException {
    MemoryRecord record;
    try {
      record = one(text, MemoryRecord.class);
      checkWhole(record);
      memory.checkOwner(record);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw refused(String.valueOf(e.getMessage()), e);
    }
    batch.putIfAbsent(record.id(), record);
    batchCharacters += text.length();
    read++;
    if (batch.size() >= BATCH || batchCharacters >= BATCH_CHARACTERS) {
      keepBatch();
    }
  }

  /** What is kept already is not journaled again. */
  private void keepBatch() throws InterruptedException {
    List<String> ids = List.copyOf(batch.keySet());
    if (!ids.isEmpty()) {
      memory
          .list(new MemorySelection.Ids(ids), "", ids.size())
          .forEach(kept -> batch.remove(kept.id()));
    }
    if (!batch.isEmpty()) {
      memory.remember(List.copyOf(batch.values()));
      added += batch.size();
    }
    batch.clear();
    batchCharacters = 0;
  }

  /** The lines before the one that is refused are imported whole, so that their number is true. */
  private MemoryException refused(String why, @Nullable Exception cause)
      throws InterruptedException {
    keepBatch();
    return new MemoryException(
        agent,
        "line "
            + line
            + " cannot be imported into the memory of agent '"
            + agent
            + "': "
            + why
            + "; the "
            + read
            + " records before it were imported; correct the line and import again, which keeps"
            + " none of them twice",
        cause);
  }

  /** The recorded form ignores what follows a value, and here that would be a record lost. */
  private static <T> T one(String text, Class<T> type) {
    try (JsonParser in = JSON.createParser(text)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("it is not a JSON object");
      }
      in.skipChildren();
      if (in.nextToken() != null) {
        throw new IllegalArgumentException("something follows its JSON object");
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("it is not JSON: " + e.getMessage(), e);
    }
    return RecordedForm.read(text, type);
  }

  /** A record that the runtime wrote has these; one that was edited may lack them. */
  private static void checkWhole(MemoryRecord record) {
    Context context = record.context();
    there(context, "context");
    there(context.session(), "context.session");
    there(context.principal(), "context.principal");
    there(context.at(), "context.at");
    switch (record) {
      case Turn turn -> {
        there(turn.user(), "user");
        there(turn.answer(), "answer");
        for (Turn.ToolUse use : turn.tools()) {
          there(use.name(), "tools.name");
          there(use.arguments(), "tools.arguments");
          there(use.result(), "tools.result");
        }
      }
      case Fact fact -> {
        there(fact.origin(), "origin");
        there(fact.origin().validFrom(), "origin.validFrom");
      }
      case Note note -> {} // Their constructors ask for the rest.
      case Skill skill -> {}
      case Resource resource -> {}
    }
  }

  private static void there(@Nullable Object value, String name) {
    if (value == null) {
      throw new IllegalArgumentException("its " + name + " is missing");
    }
  }
}
