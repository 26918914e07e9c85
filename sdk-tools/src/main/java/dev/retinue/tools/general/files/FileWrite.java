package dev.retinue.tools.general.files;

import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.retinue.effect.AccessClass;
import dev.retinue.effect.EffectClass;
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
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Makes the tool {@code file_write}: a whole text file, written at once or not at all. */
public final class FileWrite {
  private FileWrite() {}

  /**
   * What the model is told.
   *
   * @param sha256 of all bytes of the file now
   * @param created whether nothing was there before
   * @param unchanged whether it had this very content already
   */
  record Answer(String path, long bytes, String sha256, boolean created, boolean unchanged) {}

  /** The tool; thread-safe. */
  public static Tool tool(FileGuard guard) {
    return CatalogueTool.of(
            "file_write",
            "Writes a whole text file in the agent's own folder: a new one, or in place of one that is"
                + " there; folders are made. To change a part of a file use file_edit. With 'ifSha' it"
                + " writes only over the content that was read. Example:"
                + " {\"path\": \"notes/todo.md\", \"content\": \"- buy milk\\n\"}",
            JsonObjectSchema.builder()
                .addStringProperty("path", "Path from the agent's folder, such as notes/plan.md.")
                .addStringProperty("content", "All of the text; line ends are kept as they are.")
                .addStringProperty(
                    "ifSha",
                    "The sha256 that the file must have now, as file_read told it; 'absent' if it must"
                        + " not be there.")
                .addStringProperty("encoding", "Such as ISO-8859-1; UTF-8 if left out.")
                .required("path", "content"),
            // Of a second time nothing is left but the same content.
            ToolTraits.touching(AccessClass.WRITE).withEffectClass(EffectClass.IDEMPOTENT),
            (arguments, context) -> answer(guard, arguments, context))
        .forTasks("Save this as report.md", "Put the list into a new file")
        .listed(
            ToolCard.of("files"),
            SelfTest.answers("{\"path\":\"a.txt\",\"content\":\"one\"}", "sha256"));
  }

  private static Answer answer(FileGuard guard, Arguments arguments, ToolContext context)
      throws Refused, IOException {
    String content =
        arguments
            .exactText("content")
            .orElseThrow(() -> Refused.invalid("'content' is missing; give the text to write"));
    byte[] bytes =
        arguments.optionalText("encoding").isPresent()
            ? Texts.encode(content, Texts.charset(arguments.text("encoding")))
            : Texts.encode(content, StandardCharsets.UTF_8);
    String sha = Digests.of(bytes);
    Expected expected = Expected.read(arguments);
    try (Place place = guard.workspace(context).place(arguments.text("path"))) {
      place.lock().lock();
      try {
        Optional<String> current = Expected.current(place);
        if (current.filter(sha::equals).isPresent()) {
          return new Answer(place.shown(), bytes.length, sha, false, true);
        }
        expected.check(place.shown(), current);
        place.write(out -> out.write(bytes));
        return new Answer(place.shown(), bytes.length, sha, current.isEmpty(), false);
      } finally {
        place.lock().unlock();
      }
    }
  }
}
