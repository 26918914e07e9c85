package dev.retinue.reasoner;

import dev.retinue.knowledge.Passage;
import dev.retinue.memory.MemoryRecord;
import dev.retinue.memory.Recollections.Recollection;
import dev.retinue.memory.Turn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How retrieved passages and memories stand in the user's message before the question: as data in
 * marked sections, with every {@code <}, {@code >} and {@code &} of their content escaped, so that
 * no content can end its section and speak as the user.
 *
 * <pre>
 * &lt;passages&gt;
 * &lt;passage id="1" source="Handbook.pdf, page 3"&gt;...&lt;/passage&gt;
 * &lt;/passages&gt;
 * &lt;memories&gt;
 * &lt;memory at="2026-01-01T10:00:00Z"&gt;
 * User: ...
 * Agent: ...
 * &lt;/memory&gt;
 * &lt;memory at="2026-01-01T11:00:00Z"&gt;
 * what was noted
 * &lt;/memory&gt;
 * &lt;/memories&gt;
 * &lt;question&gt;
 * ...
 * &lt;/question&gt;
 * </pre>
 *
 * @param passages what was found, in the order of the ids, which count from 1
 * @param memories what was recalled, best first
 * @param question what the user asked, verbatim
 */
public record PromptSections(
    List<PassageText> passages, List<MemoryText> memories, String question) {
  private static final Pattern PASSAGE =
      Pattern.compile("<passage id=\"\\d+\" source=\"([^\"]*)\">(.*?)</passage>", Pattern.DOTALL);
  private static final Pattern MEMORY =
      Pattern.compile(
          "<memory at=\"([^\"]*)\">\n(?:User: (.*?)\nAgent: (.*?)|(.*?))\n</memory>",
          Pattern.DOTALL);
  private static final Pattern QUESTION =
      Pattern.compile("<question>\n(.*)\n</question>\\s*\\z", Pattern.DOTALL);

  public PromptSections {
    passages = List.copyOf(passages);
    memories = List.copyOf(memories);
  }

  /**
   * @param source where it stands, for people
   * @param text the passage
   */
  public record PassageText(String source, String text) {}

  /**
   * @param at when it was said, or noted
   * @param user what the user said, or what was noted
   * @param agent what the agent answered; empty if nothing was, as of what was noted
   */
  public record MemoryText(Instant at, String user, String agent) {
    static MemoryText of(MemoryRecord record) {
      return record instanceof Turn turn
          ? new MemoryText(turn.context().at(), turn.user(), turn.answer())
          : new MemoryText(record.context().at(), record.text(), "");
    }
  }

  public static PromptSections of(
      List<Passage> passages, List<Recollection> memories, String question) {
    return new PromptSections(
        passages.stream().map(p -> new PassageText(p.citation().toString(), p.text())).toList(),
        memories.stream().map(recollection -> MemoryText.of(recollection.record())).toList(),
        question);
  }

  /** The text of the user's message: the question alone when there is nothing else. */
  public String render() {
    if (passages.isEmpty() && memories.isEmpty()) {
      return question;
    }
    StringBuilder text = new StringBuilder();
    if (!passages.isEmpty()) {
      text.append("<passages>\n");
      for (int i = 0; i < passages.size(); i++) {
        PassageText passage = passages.get(i);
        text.append("<passage id=\"")
            .append(i + 1)
            .append("\" source=\"")
            .append(escape(passage.source()));
        text.append("\">").append(escape(passage.text())).append("</passage>\n");
      }
      text.append("</passages>\n");
    }
    if (!memories.isEmpty()) {
      text.append("<memories>\n");
      for (MemoryText memory : memories) {
        text.append("<memory at=\"").append(memory.at()).append("\">\n");
        if (memory.agent().isEmpty()) {
          text.append(escape(memory.user()));
        } else {
          text.append("User: ").append(escape(memory.user()));
          text.append("\nAgent: ").append(escape(memory.agent()));
        }
        text.append("\n</memory>\n");
      }
      text.append("</memories>\n");
    }
    return text.append("<question>\n").append(question).append("\n</question>").toString();
  }

  /** Reads what {@link #render} wrote; any other text is a question alone. */
  public static PromptSections parse(String text) {
    boolean sections = text.startsWith("<passages>\n") || text.startsWith("<memories>\n");
    int start = text.indexOf("\n<question>\n");
    Matcher question = QUESTION.matcher(text);
    if (!sections || start < 0 || !question.find(start)) {
      return new PromptSections(List.of(), List.of(), text);
    }
    String context = text.substring(0, start);
    List<PassageText> passages = new ArrayList<>();
    for (Matcher m = PASSAGE.matcher(context); m.find(); ) {
      passages.add(new PassageText(unescape(m.group(1)), unescape(m.group(2))));
    }
    List<MemoryText> memories = new ArrayList<>();
    for (Matcher m = MEMORY.matcher(context); m.find(); ) {
      memories.add(
          m.group(4) == null
              ? new MemoryText(
                  Instant.parse(m.group(1)), unescape(m.group(2)), unescape(m.group(3)))
              : new MemoryText(Instant.parse(m.group(1)), unescape(m.group(4)), ""));
    }
    return new PromptSections(passages, memories, question.group(1));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  private static String unescape(String text) {
    return text.replace("&quot;", "\"")
        .replace("&gt;", ">")
        .replace("&lt;", "<")
        .replace("&amp;", "&");
  }
}
