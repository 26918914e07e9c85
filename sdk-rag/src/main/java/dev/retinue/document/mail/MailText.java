package dev.retinue.document.mail;

import dev.retinue.document.Content;
import dev.retinue.document.html.HtmlFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Writes a message as a document: its subject as title, who wrote it to whom and when, what it
 * says, and the names of what is attached. Confined to one thread.
 */
public final class MailText {
  private static final OptionalInt NO_PAGE = OptionalInt.empty();

  private final Content content;

  public MailText(Content content) {
    this.content = content;
  }

  /** What is null or blank is left out. */
  public void header(
      @Nullable String subject, @Nullable String from, @Nullable String to, @Nullable String date) {
    if (subject != null) {
      content.title(subject);
      content.heading(1, subject, NO_PAGE);
    }
    List<String> lines = new ArrayList<>();
    line(lines, "From", from);
    line(lines, "To", to);
    line(lines, "Date", date);
    content.paragraph(String.join("; ", lines), NO_PAGE);
  }

  private static void line(List<String> lines, String name, @Nullable String value) {
    if (value != null && !value.isBlank()) {
      lines.add(name + ": " + value.strip());
    }
  }

  /** The plain form if there is one, else the other. */
  public void body(@Nullable String plain, @Nullable String html) {
    if (plain != null && !plain.isBlank()) {
      for (String paragraph : plain.split("\\R\\s*\\R", -1)) {
        content.paragraph(paragraph, NO_PAGE);
      }
    } else if (html != null) {
      HtmlFormat.readFragment(html, content);
    }
  }

  /** Names; what is attached is not read, and the warning says so. */
  public void attachments(List<String> names) {
    names.stream()
        .filter(name -> !name.isBlank())
        .forEach(name -> content.listItem(0, "-", "Attachment: " + name, NO_PAGE));
    if (!names.isEmpty()) {
      content.warning(names.size() + " attachments were not read; save them and add them");
    }
  }
}
