package dev.retinue.history;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.retinue.budget.Cost;
import dev.retinue.identity.Address;
import dev.retinue.identity.RunScope;
import dev.retinue.journal.JournalRecord;
import dev.retinue.journal.Payload;
import dev.retinue.journal.Permitted;
import dev.retinue.journal.Wait;
import dev.retinue.json.JsonText;
import dev.retinue.json.RecordedForm;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One record as one line of JSON that a person can read: payloads stand in it as the JSON that they
 * are, character for character, so that what is read back equals what was written. A payload that
 * is no JSON (the fingerprint of a model call) is a text under the name with an appended {@code
 * Text}.
 */
final class RecordLine {
  private static final JsonFactory FACTORY = new JsonFactory();

  private RecordLine() {}

  static String write(JournalRecord record) {
    JsonText out = new JsonText().beginObject();
    out.property("at", record.at().toString());
    out.property("is", record.getClass().getSimpleName());
    switch (record) {
      case JournalRecord.RunStarted started -> {
        out.name("scope").raw(RecordedForm.write(started.scope()));
        out.property("definitionHash", started.definitionHash());
        payload(out, "request", started.request());
      }
      case JournalRecord.Intent intent -> {
        place(out, intent.address(), intent.effect());
        permitted(out, intent.permitted());
      }
      case JournalRecord.Result result -> {
        place(out, result.address(), result.effect());
        permitted(out, result.permitted());
        payload(out, "result", result.result());
        cost(out, result.cost());
      }
      case JournalRecord.Failure failure -> {
        place(out, failure.address(), failure.effect());
        permitted(out, failure.permitted());
        out.property("kind", failure.kind());
        out.property("message", failure.message());
        cost(out, failure.cost());
      }
      case JournalRecord.Waiting waiting -> {
        place(out, waiting.address(), waiting.effect());
        payload(out, "request", waiting.request());
        out.name("need").raw(RecordedForm.write(waiting.need()));
      }
      case JournalRecord.Left left -> out.property("address", left.address().path());
      case JournalRecord.Decided decided -> {
        out.property("address", decided.address().path());
        out.property("rule", decided.rule());
        if (decided.denial() != null) {
          out.property("denial", decided.denial());
        }
      }
      case JournalRecord.Settled settled -> {
        out.property("address", settled.address().path());
        out.property("by", settled.by());
        out.property("verdict", settled.verdict().name());
      }
      case JournalRecord.Learned learned -> {
        out.property("address", learned.address().path());
        out.property("policy", learned.policy());
        payload(out, "experience", learned.experience());
      }
      case JournalRecord.Resumed resumed -> out.property("active", resumed.active().toString());
      case JournalRecord.RunEnded ended -> payload(out, "outcome", ended.outcome());
    }
    return out.endObject().toString();
  }

  private static void place(JsonText out, Address address, String effect) {
    out.property("address", address.path());
    out.property("effect", effect);
  }

  private static void permitted(JsonText out, @Nullable Permitted permitted) {
    if (permitted != null) {
      payload(out, "request", permitted.request());
      out.property("rule", permitted.rule());
    }
  }

  private static void cost(JsonText out, @Nullable Cost cost) {
    if (cost != null) {
      out.name("cost").raw(RecordedForm.write(cost));
    }
  }

  private static void payload(JsonText out, String name, Payload payload) {
    String json = payload.text();
    if (isJson(json)) {
      out.name(name).raw(json);
    } else {
      out.property(name + "Text", json);
    }
  }

  /** A recorded form is one line of JSON; what only names a conversation is a text. */
  private static boolean isJson(String text) {
    return !text.isEmpty() && "{[\"".indexOf(text.charAt(0)) >= 0 && text.indexOf('\n') < 0;
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param run the run whose record it is; a start says so itself
   * @throws IOException if it is not a record, or of a kind that this version does not know
   */
  static JournalRecord read(String line, String run) throws IOException {
    Map<String, String> fields = fields(line);
    try {
      Instant at = Instant.parse(text(fields, "at"));
      String is = text(fields, "is");
      return switch (is) {
        case "RunStarted" ->
            new JournalRecord.RunStarted(
                RecordedForm.read(value(fields, "scope"), RunScope.class),
                text(fields, "definitionHash"),
                payload(fields, "request"),
                at);
        case "Intent" ->
            new JournalRecord.Intent(
                run, address(fields), text(fields, "effect"), permission(fields), at);
        case "Result" ->
            new JournalRecord.Result(
                run,
                address(fields),
                text(fields, "effect"),
                permitted(fields),
                payload(fields, "result"),
                cost(fields),
                at);
        case "Failure" ->
            new JournalRecord.Failure(
                run,
                address(fields),
                text(fields, "effect"),
                permitted(fields),
                text(fields, "kind"),
                text(fields, "message"),
                cost(fields),
                at);
        case "Waiting" ->
            new JournalRecord.Waiting(
                run,
                address(fields),
                text(fields, "effect"),
                payload(fields, "request"),
                RecordedForm.read(value(fields, "need"), Wait.class),
                at);
        case "Left" -> new JournalRecord.Left(run, address(fields), at);
        case "Decided" ->
            new JournalRecord.Decided(
                run,
                address(fields),
                text(fields, "rule"),
                fields.containsKey("denial") ? text(fields, "denial") : null,
                at);
        case "Settled" ->
            new JournalRecord.Settled(
                run,
                address(fields),
                text(fields, "by"),
                JournalRecord.Settled.Verdict.valueOf(text(fields, "verdict")),
                at);
        case "Learned" ->
            new JournalRecord.Learned(
                run, address(fields), text(fields, "policy"), payload(fields, "experience"), at);
        case "Resumed" ->
            new JournalRecord.Resumed(run, Duration.parse(text(fields, "active")), at);
        case "RunEnded" -> new JournalRecord.RunEnded(run, payload(fields, "outcome"), at);
        default -> throw new IOException("a record '" + is + "' was written by another version");
      };
    } catch (IllegalArgumentException | java.time.DateTimeException e) {
      throw new IOException("not a record: " + e.getMessage(), e);
    }
  }

  private static Permitted permission(Map<String, String> fields) throws IOException {
    return new Permitted(payload(fields, "request"), text(fields, "rule"));
  }

  private static @Nullable Permitted permitted(Map<String, String> fields) throws IOException {
    return fields.containsKey("rule") ? permission(fields) : null;
  }

  private static @Nullable Cost cost(Map<String, String> fields) throws IOException {
    return fields.containsKey("cost") ? RecordedForm.read(value(fields, "cost"), Cost.class) : null;
  }

  private static Address address(Map<String, String> fields) throws IOException {
    return new Address(text(fields, "address"));
  }

  private static Payload payload(Map<String, String> fields, String name) throws IOException {
    return Payload.recorded(
        fields.containsKey(name) ? value(fields, name) : text(fields, name + "Text"));
  }

  private static String text(Map<String, String> fields, String name) throws IOException {
    return RecordedForm.read(value(fields, name), String.class);
  }

  private static String value(Map<String, String> fields, String name) throws IOException {
    String value = fields.get(name);
    if (value == null) {
      throw new IOException("a record lacks '" + name + "'");
    }
    return value;
  }

  /** The properties of an object with their values as they stand in the line. */
  static Map<String, String> fields(String line) throws IOException {
    Map<String, String> fields = new HashMap<>();
    try (JsonParser in = FACTORY.createParser(line)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("a record is a JSON object");
      }
      while (in.nextToken() != JsonToken.END_OBJECT) {
        String name = in.currentName();
        in.nextToken();
        int from = (int) in.currentTokenLocation().getCharOffset();
        in.skipChildren();
        in.finishToken();
        fields.put(name, line.substring(from, (int) in.currentLocation().getCharOffset()).strip());
      }
    }
    return fields;
  }
}
