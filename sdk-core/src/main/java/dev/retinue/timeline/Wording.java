package dev.retinue.timeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.retinue.budget.Money;
import dev.retinue.history.RunHistory;
import dev.retinue.journal.Wait;
import dev.retinue.json.Json;
import dev.retinue.model.ModelReply;
import dev.retinue.run.Outcome;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;

/** Values in a few words, for people. */
final class Wording {
  private Wording() {}

  /** How a run ended, or that it goes on, in a word or two. */
  static String ofEnding(RunHistory history) {
    return history
        .outcome()
        .map(outcome ->
            switch (outcome) {
              case Outcome.Answered answered -> "answered";
              case Outcome.Stopped stopped -> "stopped";
              case Outcome.Failed failed -> "failed";
              case Outcome.Cancelled cancelled -> "cancelled";
              case Outcome.InDoubt doubt -> "in doubt";
            })
        .orElse(history.status() == RunHistory.Status.WAITING ? "waiting" : "active");
  }

  static String ofReply(ModelReply reply) {
    String calls =
        reply.message().hasToolExecutionRequests()
            ? reply.message().toolExecutionRequests().stream()
                .map(ToolExecutionRequest::name)
                .collect(Collectors.joining(", ", "calls ", ""))
            : "";
    String text = reply.message().text() == null ? "" : reply.message().text();
    return text.isEmpty() || calls.isEmpty() ? text + calls : text + " / " + calls;
  }

  /** The values of a recorded effect without its structure. */
  static String ofRequest(String json) {
    if (!json.startsWith("{")) {
      return json;
    }
    StringBuilder values = new StringBuilder();
    JsonNode tree = Json.tree(json);
    tree.properties()
        .forEach(property -> {
          if (!property.getKey().equals("is")) {
            values.append(values.isEmpty() ? "" : ", ").append(ofValue(property.getValue()));
          }
        });
    return values.toString();
  }

  private static String ofValue(JsonNode value) {
    for (String telling : new String[] {"text", "location", "answer", "input", "id"}) {
      if (value.path(telling).isTextual()) {
        return value.path(telling).asText();
      }
    }
    return value.isValueNode() ? value.asText() : value.toString();
  }

  static String ofResult(String json) {
    if (!json.startsWith("{")) {
      return json.startsWith("\"") ? Json.tree(json).asText() : json;
    }
    JsonNode tree = Json.tree(json);
    if (tree.isEmpty()) {
      return "done";
    }
    StringBuilder words = new StringBuilder();
    tree.properties()
        .forEach(property -> {
          if (property.getKey().equals("is")) {
            return;
          }
          words.append(words.isEmpty() ? "" : ", ");
          if (property.getValue() instanceof ArrayNode list) {
            words
                .append(list.size())
                .append(' ')
                .append(property.getKey().equals("list") ? "found" : property.getKey());
          } else {
            words.append(ofValue(property.getValue()));
          }
        });
    return words.toString();
  }

  static String ofWait(Wait wait) {
    return switch (wait) {
      case Wait.Approval approval -> "for approval: " + approval.question();
      case Wait.Answer answer -> "for an answer: " + answer.question();
      case Wait.Until until -> "until " + until.instant();
      case Wait.Mail mail -> "for a message";
      case Wait.Delegated delegated -> "for run " + delegated.run();
      case Wait.Doubt doubt ->
          "for somebody who knows whether it happened (key " + doubt.key() + ")";
    };
  }

  /** A length of time with two or three digits that matter. */
  static String ofTime(Duration time) {
    long nanos = time.toNanos();
    if (nanos < 1_000_000) {
      return nanos / 1_000 + " µs";
    }
    if (nanos < 10_000_000) {
      return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
    }
    if (nanos < 1_000_000_000) {
      return nanos / 1_000_000 + " ms";
    }
    if (nanos < 60_000_000_000L) {
      return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
    }
    if (time.toHours() < 1) {
      return time.toMinutes() + " min " + time.toSecondsPart() + " s";
    }
    return time.toDays() < 1
        ? time.toHours() + " h " + time.toMinutesPart() + " min"
        : time.toDays() + " d " + time.toHoursPart() + " h";
  }

  /** Rounded to what a person compares by; the exact amount is in the facts. */
  static String ofMoney(Money money) {
    double dollars = money.picodollars() / 1e12;
    return "$"
        + String.format(
            Locale.ROOT, dollars < 0.01 ? "%.6f" : dollars < 1 ? "%.4f" : "%,.2f", dollars);
  }

  static String ofCount(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** A text on one line: breaks and other controls become spaces or visible signs. */
  static String line(String text, int most) {
    StringBuilder line = new StringBuilder();
    boolean space = false;
    int taken = 0;
    for (int i = 0; i < text.length() && taken <= most; ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (c == '\n' || c == '\r' || c == '\t' || c == ' ') {
        space = !line.isEmpty();
        continue;
      }
      if (space) {
        line.append(' ');
        taken++;
        space = false;
      }
      line.append(visible(c));
      taken++;
    }
    return taken > most
        ? line.substring(0, line.offsetByCodePoints(0, most - 1)) + "…"
        : line.toString();
  }

  /**
   * A character that draws itself and nothing else: not one that moves a terminal's cursor, turns
   * the direction of writing, or is not there to see.
   */
  static String visible(int c) {
    boolean acts =
        switch (Character.getType(c)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.SURROGATE,
              Character.PRIVATE_USE,
              Character.UNASSIGNED,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR ->
              true;
          default -> false;
        };
    // A joiner is part of many emoji and scripts, and harmless.
    return acts && c != 0x200D && c != 0x200C ? "�" : Character.toString(c);
  }
}
