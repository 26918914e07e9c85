package dev.retinue.llm.offline;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.retinue.llm.offline.text.Clues;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The date that the instructions give. A request carries no clock, and a model that read one would
 * not answer alike when a run is replayed: without such a line "tomorrow" has no date.
 */
final class Today {
  private static final Pattern SAID =
      Pattern.compile(
          "(?i)\\b(?:today is|today's date(?: is)?|(?:the )?current date(?: and time)?(?: is)?|the date is)[:,]?\\s+(.{8,40})");

  private Today() {}

  static Optional<LocalDate> of(List<ChatMessage> messages) {
    for (ChatMessage message : messages) {
      if (message instanceof SystemMessage system) {
        Matcher said = SAID.matcher(system.text());
        if (said.find()) {
          return new Clues(said.group(1))
              .dates().stream().findFirst().map(date -> LocalDate.parse(date.substring(0, 10)));
        }
      }
    }
    return Optional.empty();
  }
}
