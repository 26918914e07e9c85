package dev.retinue.tools.general.files;

import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.retinue.effect.AccessClass;
import dev.retinue.effect.EffectClass;
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
import dev.retinue.tools.general.files.Replacement.Spot;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes the tool {@code file_edit}: one text in a file in the place of another. */
public final class FileEdit {
  private static final long MOST_BYTES = 16L * 1024 * 1024;
  private static final int MOST_LINES = 20;
  private static final String MARK = "\uFEFF";

  private FileEdit() {}

  /**
   * What the model is told.
   *
   * @param replaced how many times
   * @param diff what changed, with the lines around
   * @param sha256 of all bytes of the file now
   * @param lineEnd CRLF if the file has such, which the new text has then, too
   * @param unchanged true if the edit had been made already, before this call
   */
  record Answer(
      String path,
      int replaced,
      String diff,
      String sha256,
      String encoding,
      @Nullable String lineEnd,
      @Nullable Boolean unchanged) {}

  /** A file with its text. */
  private record Opened(String path, Content.Text content, String text) {
    byte[] bytes(String other) throws Refused {
      return Texts.encode((content.mark() > 0 ? MARK : "") + other, content.charset());
    }
  }

  /** The tool; thread-safe. */
  public static Tool tool(FileGuard guard) {
    // What it says of a file is what stands in it.
    ToolTraits traits =
        ToolTraits.touching(AccessClass.READ, AccessClass.WRITE).withLabel(Label.UNTRUSTED_PRIVATE);
    return CatalogueTool.of(
            "file_edit",
            "Changes a text file in the agent's own folder: puts 'new' in the place of 'old', which"
                + " must be there exactly once (or 'all' is true), and returns the diff. Encoding"
                + " and line ends stay. Read the file first; for a whole new text use file_write."
                + " Example: {\"path\": \"notes/plan.md\", \"old\": \"# Plan\", \"new\": \"# The"
                + " plan\"}",
            JsonObjectSchema.builder()
                .addStringProperty("path", "Path from the agent's folder, such as notes/plan.md.")
                .addStringProperty(
                    "old",
                    "The text to replace, as file_read showed it, with enough around it to be"
                        + " unique.")
                .addStringProperty("new", "What to put there; empty to remove it.")
                .addBooleanProperty("all", "Replace every occurrence; false if left out.")
                .addStringProperty(
                    "ifSha", "The sha256 that the file must have now, as file_read told it.")
                .required("path", "old", "new"),
            traits,
            (arguments, context) -> answer(guard, arguments, context))
        .forTasks(
            "Replace the old address in letter.txt",
            "Correct the typo in the second line of the file")
        .listed(
            ToolCard.of("files"),
            SelfTest.withFile(
                "a.txt",
                "one\n",
                SelfTest.answers("{\"path\":\"a.txt\",\"old\":\"one\",\"new\":\"two\"}", "+two")))
        .withTraits(arguments ->
            // Only by the hash can it be told that it was done already.
            Expected.isGiven(arguments) ? traits.withEffectClass(EffectClass.IDEMPOTENT) : traits);
  }

  private static Answer answer(FileGuard guard, Arguments arguments, ToolContext context)
      throws Refused, IOException {
    String old = arguments.exactText("old").orElse("");
    String with = arguments.exactText("new").orElse("");
    if (old.isEmpty()) {
      throw Refused.invalid("'old' is empty; give the text to replace, or use file_write");
    }
    if (old.equals(with)) {
      throw Refused.invalid("'old' and 'new' are the same; nothing is to be done");
    }
    Replacement replacement = new Replacement(old, with);
    Expected expected = Expected.read(arguments);
    try (Place place = guard.workspace(context).existing(arguments.text("path"))) {
      place.lock().lock();
      try {
        Opened file = open(place);
        String sha = Digests.of(file.bytes(file.text()));
        if (expected instanceof Expected.Known(String wanted) && !wanted.equals(sha)) {
          Optional<String> before = replacement.undone(file.text(), text -> is(file, text, wanted));
          if (before.isPresent()) {
            List<Spot> spots = replacement.spots(before.get());
            return told(file, before.get(), spots, replacement, true);
          }
        }
        expected.check(place.shown(), Optional.of(sha));
        List<Spot> spots = spots(file, replacement, arguments.flag("all"));
        Answer answer = told(file, file.text(), spots, replacement, false);
        byte[] bytes = file.bytes(replacement.applied(file.text(), spots));
        place.write(out -> out.write(bytes));
        return answer;
      } finally {
        place.lock().unlock();
      }
    }
  }

  private static boolean is(Opened file, String text, String sha) {
    try {
      return Digests.of(file.bytes(text)).equals(sha);
    } catch (Refused notOfItsEncoding) {
      return false;
    }
  }

  private static Answer told(
      Opened file, String before, List<Spot> spots, Replacement replacement, boolean unchanged)
      throws Refused {
    String after = replacement.applied(before, spots);
    int kept = before.length() - spots.stream().mapToInt(spot -> spot.to() - spot.from()).sum();
    return new Answer(
        file.path(),
        spots.size(),
        EditDiff.of(before, after, spots, (after.length() - kept) / spots.size()),
        Digests.of(file.bytes(after)),
        file.content().charset().name(),
        Replacement.lineEnd(before).equals("\r\n") ? "CRLF" : null,
        unchanged ? true : null);
  }

  private static List<Spot> spots(Opened file, Replacement replacement, boolean all)
      throws Refused {
    List<Spot> spots = replacement.spots(file.text());
    if (spots.isEmpty()) {
      throw new Refused(
          "NO_MATCH",
          "'old' is not in '" + file.path() + "'" + NearMiss.hint(file.text(), replacement));
    }
    if (spots.size() > 1 && !all) {
      throw new Refused(
          "NOT_UNIQUE",
          "'old' is in '"
              + file.path()
              + "' "
              + spots.size()
              + " times, in lines "
              + spots.stream()
                  .limit(MOST_LINES)
                  .map(spot -> Integer.toString(Replacement.line(file.text(), spot.from())))
                  .collect(Collectors.joining(", "))
              + "; give more of the text around it, or set 'all'");
    }
    return spots;
  }

  private static Opened open(Place place) throws Refused, IOException {
    long size = place.file().bytes();
    if (size > MOST_BYTES) {
      throw new Refused(
          "TOO_BIG",
          "'" + place.shown() + "' has " + size + " bytes; at most " + MOST_BYTES + " are edited");
    }
    byte[] bytes;
    try (InputStream in = Channels.newInputStream(place.open())) {
      bytes = in.readNBytes((int) MOST_BYTES + 1);
    }
    Content sniffed = Content.sniff(Arrays.copyOf(bytes, Math.min(bytes.length, Content.SAMPLE)));
    return switch (sniffed) {
      case Content.Text text ->
          new Opened(place.shown(), text, Texts.decode(place.shown(), bytes, text));
      case Content.Binary(String kind) ->
          throw new Refused("BINARY", "'" + place.shown() + "' is " + kind);
    };
  }
}
