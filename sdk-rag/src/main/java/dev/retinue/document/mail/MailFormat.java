package dev.retinue.document.mail;

import dev.retinue.document.Content;
import dev.retinue.document.DocumentFormat;
import dev.retinue.document.Source;
import dev.retinue.document.TextDecoding;
import dev.retinue.document.UnreadableDocumentException;
import dev.retinue.document.UnreadableDocumentException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.james.mime4j.dom.Body;
import org.apache.james.mime4j.dom.Entity;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.dom.TextBody;
import org.apache.james.mime4j.dom.address.AddressList;
import org.apache.james.mime4j.dom.address.MailboxList;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.apache.james.mime4j.stream.MimeConfig;
import org.jspecify.annotations.Nullable;

/** Mail (RFC 5322, MIME by RFC 2045 to 2049); messages in it are read as its parts. */
public final class MailFormat implements DocumentFormat {
  private static final int MOST_HEADERS = 10_000;
  private static final int LONGEST_LINE = 1 << 20;
  private static final int DEEPEST = 10;
  private static final Pattern HEADERS =
      Pattern.compile(
          "(?s)(?:From |(?:Received|Return-Path|Delivered-To|MIME-Version|Message-ID|Date|From|Subject|To):\\s).*",
          Pattern.CASE_INSENSITIVE);

  @Override
  public Set<String> endings() {
    return Set.of("eml");
  }

  @Override
  public Match match(Source source) {
    return source.ending().equals("eml") && HEADERS.matcher(source.start().strip()).matches()
        ? Match.CONTENT
        : source.ending().equals("eml") ? Match.NAME : Match.NONE;
  }

  @Override
  public String read(Source source, Content content) throws UnreadableDocumentException {
    DefaultMessageBuilder builder = new DefaultMessageBuilder();
    builder.setMimeEntityConfig(
        MimeConfig.custom()
            .setMaxHeaderCount(MOST_HEADERS)
            .setMaxLineLen(LONGEST_LINE)
            .setMaxHeaderLen(LONGEST_LINE)
            .setMaxContentLen(source.limits().bytes())
            .build());
    try {
      Message message = builder.parseMessage(new ByteArrayInputStream(source.bytes()));
      try {
        if (message.getHeader() == null || message.getHeader().getFields().isEmpty()) {
          throw source.unreadable(
              Reason.CORRUPT, "it has no headers, so it is no mail; get an undamaged copy");
        }
        message(message, content, 0);
      } finally {
        message.dispose();
      }
    } catch (IOException e) { // Of the parser as well: its exceptions are wrapped.
      throw source.unreadable(
          Reason.CORRUPT,
          "it is a damaged mail (" + e.getMessage() + "); get an undamaged copy",
          e);
    }
    return "message/rfc822";
  }

  private static void message(Message message, Content content, int depth) throws IOException {
    MailText mail = new MailText(content);
    mail.header(
        message.getSubject(),
        told(message.getFrom()),
        told(message.getTo()),
        message.getDate() == null ? null : message.getDate().toInstant().toString());
    Parts parts = new Parts();
    parts.gather(message, depth);
    mail.body(String.join("\n\n", parts.plain), String.join("\n", parts.html));
    mail.attachments(parts.attachments);
    for (Message inner : parts.messages) {
      message(inner, content, depth + 1);
    }
  }

  private static @Nullable String told(@Nullable MailboxList from) {
    return from == null ? null : String.join(", ", from.stream().map(Object::toString).toList());
  }

  private static @Nullable String told(@Nullable AddressList to) {
    return to == null ? null : String.join(", ", to.stream().map(Object::toString).toList());
  }

  /** What a message consists of. */
  private static final class Parts {
    final List<String> plain = new ArrayList<>();
    final List<String> html = new ArrayList<>();
    final List<String> attachments = new ArrayList<>();
    final List<Message> messages = new ArrayList<>();

    void gather(Entity entity, int depth) throws IOException {
      if (depth > DEEPEST) {
        throw new Content.TooLarge(
            "messages are in messages more than " + DEEPEST + " deep; save them one by one");
      }
      Body body = entity.getBody();
      switch (body) {
        case Multipart multipart -> {
          for (Entity part : multipart.getBodyParts()) {
            gather(part, depth + 1);
          }
        }
        case Message inner -> messages.add(inner);
        case TextBody text when isShown(entity) ->
            (entity.getMimeType().equals("text/html") ? html : plain).add(read(text));
        case null -> {}
        default -> {
          String name = entity.getFilename();
          attachments.add(name == null ? entity.getMimeType() : name);
        }
      }
    }

    private static boolean isShown(Entity entity) {
      return !"attachment".equalsIgnoreCase(entity.getDispositionType())
          && (entity.getMimeType().equals("text/plain")
              || entity.getMimeType().equals("text/html"));
    }

    private static String read(TextBody text) throws IOException {
      try (InputStream in = text.getInputStream()) {
        byte[] bytes = in.readAllBytes();
        Charset charset = text.getCharset();
        return charset == null ? TextDecoding.decode(bytes) : new String(bytes, charset);
      }
    }
  }
}
