package dev.retinue.runtime;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.retinue.journal.JournalRecord;
import dev.retinue.journal.Payload;
import dev.retinue.journal.Permitted;
import dev.retinue.json.RecordedForm;
import dev.retinue.memory.MemoryRecord;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether something mentions a subject: its words, whole and in order, without regard to letter
 * case. Immutable.
 */
final class Mention {
  /**
   * Whose something is and how it is kept is no mention of anybody: ada's memory does not mention
   * Ada because it is hers.
   */
  private static final Set<String> NO_CONTENT = Set.of("is", "principal", "session", "label");

  private static final JsonFactory JSON = new JsonFactory();
  private final Pattern words;

  /**
   * @throws IllegalArgumentException if the subject has no letter and no digit
   */
  Mention(String subject) {
    if (subject.codePoints().noneMatch(Character::isLetterOrDigit)) {
      throw new IllegalArgumentException(
          "a subject must have a letter or a digit, got '" + subject + "'");
    }
    this.words =
        Pattern.compile(
            Arrays.stream(subject.strip().split("\\s+"))
                .map(Pattern::quote)
                .collect(Collectors.joining("\\s+", "(?<![\\p{L}\\p{N}])", "(?![\\p{L}\\p{N}])")),
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }

  boolean isIn(MemoryRecord record) {
    return isInJson(RecordedForm.write(record), false);
  }

  boolean isIn(JournalRecord record) {
    return switch (record) {
      case JournalRecord.RunStarted started -> isIn(started.request());
      case JournalRecord.Intent intent -> isIn(intent.permitted());
      case JournalRecord.Result result -> isIn(result.permitted()) || isIn(result.result());
      case JournalRecord.Failure failure -> isIn(failure.permitted()) || isIn(failure.message());
      case JournalRecord.Waiting waiting -> isIn(waiting.request());
      case JournalRecord.Decided decided -> isIn(decided.denial());
      case JournalRecord.Settled settled -> isIn(settled.by());
      case JournalRecord.Learned learned -> isIn(learned.experience());
      case JournalRecord.RunEnded ended -> isIn(ended.outcome());
      case JournalRecord.Left left -> false;
      case JournalRecord.Resumed resumed -> false;
    };
  }

  private boolean isIn(@Nullable Permitted permitted) {
    return permitted != null && isIn(permitted.request());
  }

  private boolean isIn(Payload payload) {
    return isInJson(payload.text(), false);
  }

  private boolean isIn(@Nullable String text) {
    return text != null && words.matcher(text).find();
  }

  /**
   * A text in JSON may itself be JSON, as the arguments of a tool are.
   *
   * @param foreign whether names of properties are content as well, and not the recorded form's
   */
  private boolean isInJson(String text, boolean foreign) {
    try (JsonParser in = JSON.createParser(text)) {
      for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
        if (token == JsonToken.FIELD_NAME) {
          if (foreign && isIn(in.currentName())) {
            return true;
          }
          if (NO_CONTENT.contains(in.currentName())) {
            in.nextToken();
            in.skipChildren();
          }
        } else if (token == JsonToken.VALUE_STRING) {
          String value = in.getText();
          if (mayBeJson(value) ? isInJson(value, true) : isIn(value)) {
            return true;
          }
        } else if (token.isNumeric() && isIn(in.getText())) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      return isIn(text); // It only looked like JSON.
    }
  }

  private static boolean mayBeJson(String text) {
    return text.startsWith("{") || text.startsWith("[");
  }
}
