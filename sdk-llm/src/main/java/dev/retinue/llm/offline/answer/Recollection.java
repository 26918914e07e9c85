package dev.retinue.llm.offline.answer;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.retinue.llm.offline.answer.Quotation.Quote;
import dev.retinue.llm.offline.answer.Quotation.Source;
import dev.retinue.llm.offline.text.Utterance;
import dev.retinue.reasoner.PromptSections;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What was said before, in this conversation and in remembered ones, and the part of it that
 * answers a question. What the user said goes before what the agent answered.
 */
public final class Recollection {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  private final Quotation quotation;
  private final List<Said> said = new ArrayList<>();

  /**
   * @param when "on 1 January 2026" or "earlier"
   */
  private record Said(String when, boolean byUser, String text) {}

  /**
   * @param text the answer
   * @param score that of the quotation
   */
  public record Recalled(String text, double score) {}

  public Recollection(Quotation quotation, List<ChatMessage> before, PromptSections sections) {
    this.quotation = quotation;
    for (PromptSections.MemoryText memory : sections.memories()) {
      String when = "on " + DAY.format(memory.at());
      add(when, true, memory.user());
      add(when, false, memory.agent());
    }
    for (ChatMessage message : before) {
      if (message instanceof UserMessage user && user.hasSingleText()) {
        add("earlier", true, PromptSections.parse(user.singleText()).question());
      } else if (message instanceof AiMessage ai && ai.text() != null) {
        add("earlier", false, ai.text());
      }
    }
  }

  /** Keeps what may be an answer: no questions, and none of this model's own empty phrases. */
  private void add(String when, boolean byUser, String text) {
    var utterance = Utterance.of(text);
    boolean keeps =
        byUser
            ? utterance.isStatement()
            : !text.startsWith(Phrases.NOTED)
                && !text.equals(Phrases.CANNOT)
                && !text.equals(Phrases.UNTOLD)
                && !text.startsWith("You told me ")
                && !text.startsWith("I told you ");
    if (keeps && !text.isBlank()) {
      said.add(new Said(when, byUser, text.replaceAll("\\s*\\[\\d{1,2}]", "")));
    }
  }

  public Optional<Recalled> best(String question) {
    return told(question).or(() -> of(question, false));
  }

  /** Of what the user said alone. */
  public Optional<Recalled> told(String question) {
    return of(question, true);
  }

  private Optional<Recalled> of(String question, boolean byUser) {
    List<Source> sources = new ArrayList<>();
    for (int i = 0; i < said.size(); i++) {
      if (said.get(i).byUser() == byUser) {
        sources.add(new Source(i, "", said.get(i).text()));
      }
    }
    List<Quote> quotes = quotation.best(question, sources);
    if (quotes.isEmpty()) {
      return Optional.empty();
    }
    Quote best = quotes.getFirst();
    for (Quote each : quotes) {
      best = each.score() > best.score() ? each : best;
    }
    Said from = said.get(best.source().number());
    String who = byUser ? "You told me " : "I told you ";
    return Optional.of(
        new Recalled(who + from.when() + ": \"" + best.sentence() + "\"", best.score()));
  }
}
