package dev.retinue.document.ole2;

import dev.retinue.document.Content;
import dev.retinue.document.mail.MailText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.List;
import org.apache.poi.hsmf.MAPIMessage;
import org.apache.poi.hsmf.datatypes.AttachmentChunks;
import org.apache.poi.hsmf.datatypes.StringChunk;
import org.apache.poi.hsmf.exceptions.ChunkNotFoundException;
import org.apache.poi.poifs.filesystem.DirectoryNode;
import org.jspecify.annotations.Nullable;

/** A message as Outlook saves it. */
final class OutlookMessage {
  private OutlookMessage() {}

  /** A part of a message, which may not be there. */
  private interface Part<T> {
    T get() throws ChunkNotFoundException;
  }

  static void read(DirectoryNode root, Content content) throws IOException {
    try (MAPIMessage message = new MAPIMessage(root)) {
      message.setReturnNullOnMissingChunk(true);
      Calendar date = part(message::getMessageDate);
      MailText mail = new MailText(content);
      mail.header(
          part(message::getSubject),
          from(part(message::getDisplayFrom), message.getMainChunks().getEmailFromChunk()),
          part(message::getDisplayTo),
          date == null ? null : date.toInstant().toString());
      String plain = part(message::getTextBody);
      String html = plain == null || plain.isBlank() ? part(message::getHtmlBody) : null;
      mail.body(plain, html);
      List<String> names = new ArrayList<>();
      for (AttachmentChunks attachment : message.getAttachmentFiles()) {
        String name =
            attachment.getAttachLongFileName() != null
                ? attachment.getAttachLongFileName().getValue()
                : attachment.getAttachFileName() != null
                    ? attachment.getAttachFileName().getValue()
                    : "";
        names.add(name);
      }
      mail.attachments(names);
    }
  }

  /** The address, and the name as a comment to it. */
  private static @Nullable String from(@Nullable String name, @Nullable StringChunk address) {
    String mailbox = address == null ? "" : address.getValue();
    if (mailbox == null || mailbox.isBlank()) {
      return name;
    }
    return name == null || name.isBlank() ? mailbox : mailbox + " (" + name + ")";
  }

  private static <T> @Nullable T part(Part<T> part) {
    try {
      return part.get();
    } catch (ChunkNotFoundException e) {
      return null;
    }
  }
}
