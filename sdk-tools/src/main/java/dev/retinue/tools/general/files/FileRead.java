package dev.retinue.tools.general.files;

import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.retinue.label.Label;
import dev.retinue.tool.SelfTest;
import dev.retinue.tool.Tool;
import dev.retinue.tool.ToolCard;
import dev.retinue.tool.ToolContext;
import dev.retinue.tool.ToolTraits;
import dev.retinue.tools.catalogue.Arguments;
import dev.retinue.tools.catalogue.CatalogueTool;
import dev.retinue.tools.catalogue.Refused;
import dev.retinue.tools.filesystem.FileGuard;
import dev.retinue.tools.filesystem.Place;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.channels.Channels;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the tool {@code file_read}: lines of a text file in the agent's folder. */
public final class FileRead {
  private static final long MOST_BYTES = 256L * 1024 * 1024;
  private static final int USUAL_CHARS = 20_000;
  private static final int MOST_CHARS = 200_000;
  private static final int LEAST_CHARS = 100;

  private FileRead() {}

  /**
   * What the model is told.
   *
   * @param lines how many lines the whole file has
   * @param from number of the first line of {@code text}, 0 if it has none
   * @param to number of its last line
   * @param truncated whether more was asked for than is given; then {@code cursor} is the range to
   *     go on with
   * @param sha256 of all bytes of the file, for an edit that must not meet another content
   * @param lineEnd CRLF if the file has such; in {@code text} each line ends with a line feed
   * @param warning what may be wrong with the text
   */
  record Answer(
      String path,
      int lines,
      int from,
      int to,
      String text,
      boolean truncated,
      @Nullable String cursor,
      String encoding,
      @Nullable String lineEnd,
      long bytes,
      String sha256,
      @Nullable String warning) {}

  /** The tool; thread-safe. */
  public static Tool tool(FileGuard guard) {
    return CatalogueTool.of(
            "file_read",
            "Reads a text file (txt, md, csv, json, code, logs...) in the agent's own folder, whole or"
                + " by lines, with its SHA-256. Not for PDF, Office or image files, and not for"
                + " anything outside the folder; use file_list to see what is there. Example:"
                + " {\"path\": \"notes/plan.md\", \"range\": \"1-80\"}",
            JsonObjectSchema.builder()
                .addStringProperty("path", "Path from the agent's folder, such as notes/plan.md.")
                .addStringProperty(
                    "range",
                    "Lines 10-40, 10- (to the end) or -20 (the last 20), or the cursor of an answer;"
                        + " all if left out.")
                .addIntegerProperty(
                    "maxChars",
                    "Most characters of text to return, 100 to 200000; 20000 if left out.")
                .addStringProperty(
                    "encoding", "Such as UTF-8 or ISO-8859-1; found out if left out.")
                .required("path"),
            // Nobody knows who wrote what stands in a file.
            ToolTraits.READS.withLabel(Label.UNTRUSTED_PRIVATE),
            (arguments, context) -> answer(guard, arguments, context))
        .forTasks("What does notes/plan.md say?", "Show me the first 20 lines of the log file")
        .listed(
            ToolCard.of("files"),
            SelfTest.withFile(
                "a.txt", "one\ntwo\n", SelfTest.answers("{\"path\":\"a.txt\"}", "two")));
  }

  private static Answer answer(FileGuard guard, Arguments arguments, ToolContext context)
      throws Refused, IOException, InterruptedException {
    try (Place place = guard.workspace(context).existing(arguments.text("path"))) {
      long size = place.file().bytes();
      if (size > MOST_BYTES) {
        throw new Refused(
            "TOO_BIG",
            "'" + place.shown() + "' has " + size + " bytes; at most " + MOST_BYTES + " are read");
      }
      Excerpt excerpt =
          new Excerpt(
              LineRange.read(arguments.optionalText("range")),
              arguments.number("maxChars", USUAL_CHARS, LEAST_CHARS, MOST_CHARS));
      return read(place, excerpt, arguments.optionalText("encoding"));
    }
  }

  private static Answer read(Place place, Excerpt excerpt, Optional<String> encoding)
      throws Refused, IOException, InterruptedException {
    MessageDigest digest = Digests.sha256();
    Content.Text content;
    long bytes;
    try (CountedInput counted =
            new CountedInput(new DigestInputStream(Channels.newInputStream(place.open()), digest));
        InputStream in = new BufferedInputStream(counted, 2 * Content.SAMPLE)) {
      in.mark(Content.SAMPLE + 1);
      byte[] head = in.readNBytes(Content.SAMPLE);
      in.reset();
      content = content(place.shown(), head, encoding);
      in.skipNBytes(content.mark());
      feed(in, content.charset(), excerpt);
      bytes = counted.count();
    }
    Excerpt.Shown shown = excerpt.shown();
    return new Answer(
        place.shown(),
        excerpt.lines(),
        shown.first(),
        shown.last(),
        shown.text(),
        shown.cursor() != null,
        shown.cursor(),
        content.charset().name(),
        excerpt.hasReturns() ? "CRLF" : null,
        bytes,
        HexFormat.of().formatHex(digest.digest()),
        excerpt.replaced() == 0
            ? null
            : excerpt.replaced()
                + " characters are not "
                + content.charset().name()
                + "; try another 'encoding'");
  }

  private static void feed(InputStream in, Charset charset, Excerpt excerpt)
      throws IOException, InterruptedException {
    Reader reader =
        new InputStreamReader(
            in,
            charset
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE));
    char[] buffer = new char[Content.SAMPLE];
    int count = reader.read(buffer);
    while (count >= 0) {
      if (Thread.interrupted()) {
        throw new InterruptedException("reading was interrupted");
      }
      excerpt.feed(buffer, count);
      count = reader.read(buffer);
    }
  }

  private static Content.Text content(String path, byte[] head, Optional<String> encoding)
      throws Refused {
    Content sniffed = Content.sniff(head);
    if (encoding.isPresent()) {
      Charset charset = Texts.charset(encoding.get());
      boolean marked =
          sniffed instanceof Content.Text(Charset found, int mark) && found.equals(charset);
      return marked ? (Content.Text) sniffed : new Content.Text(charset, 0);
    }
    return switch (sniffed) {
      case Content.Text text -> text;
      case Content.Binary(String kind) -> throw new Refused("BINARY", "'" + path + "' is " + kind);
    };
  }
}
