package dev.retinue.tools.general.files;

import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.retinue.label.Label;
import dev.retinue.tool.Tool;
import dev.retinue.tool.ToolContext;
import dev.retinue.tool.ToolTraits;
import dev.retinue.tools.catalogue.Arguments;
import dev.retinue.tools.catalogue.CatalogueTool;
import dev.retinue.tools.catalogue.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the tool {@code file_list}: what is in a folder of the agent's folder. */
public final class FileList {
  private static final int USUAL_ENTRIES = 200;
  private static final int MOST_ENTRIES = 1_000;

  private FileList() {}

  /**
   * What the model is told.
   *
   * @param path the folder
   * @param entries sorted by path, folder by folder
   * @param total how many there are in all
   * @param truncated whether there are more than were given; {@code cursor} goes on with them
   * @param warning what was not looked at
   */
  record Answer(
      String path,
      List<Listed> entries,
      int total,
      boolean truncated,
      @Nullable String cursor,
      @Nullable String warning) {}

  /**
   * @param path from the agent's folder
   * @param kind file, folder, link or other
   * @param bytes size, of files only
   * @param modified in UTC
   */
  record Listed(String path, String kind, @Nullable Long bytes, String modified) {}

  /** The tool; thread-safe. */
  public static Tool tool() {
    return CatalogueTool.of(
        "file_list",
        "Lists files and folders in the agent's own folder with sizes and times. Use it before"
            + " file_read when the exact path is not known; not for searching inside files."
            + " Example: {\"path\": \"reports\", \"glob\": \"**/*.md\"}",
        JsonObjectSchema.builder()
            .addStringProperty("path", "Folder to list; the agent's folder if left out.")
            .addStringProperty(
                "glob",
                "Only paths that match, seen from 'path': *.md in the folder itself, **/*.md also"
                    + " below, {a,b}*.txt.")
            .addIntegerProperty("maxEntries", "1 to 1000; 200 if left out.")
            .addStringProperty("cursor", "The cursor of the last answer, to go on after it."),
        // Whoever can drop a file there can name it.
        ToolTraits.READS.withLabel(Label.UNTRUSTED_PRIVATE),
        FileList::answer);
  }

  private static Answer answer(Arguments arguments, ToolContext context)
      throws Refused, IOException {
    Root root = Root.of(context);
    Path folder = root.existing(arguments.optionalText("path").orElse("."));
    if (!Files.isDirectory(folder)) {
      throw new Refused(
          "NOT_A_FOLDER", "'" + root.shown(folder) + "' is a file; read it with file_read");
    }
    int most = arguments.number("maxEntries", USUAL_ENTRIES, 1, MOST_ENTRIES);
    Walk walk = Walk.of(folder, Glob.read(arguments.optionalText("glob")));
    Optional<String> cursor = arguments.optionalText("cursor");
    List<Walk.Entry> left =
        walk.entries().stream()
            .filter(entry ->
                cursor.isEmpty() || Walk.ORDER.compare(root.shown(entry.path()), cursor.get()) > 0)
            .toList();
    List<Listed> listed = left.stream().limit(most).map(entry -> listed(root, entry)).toList();
    boolean truncated = left.size() > most;
    return new Answer(
        root.shown(folder),
        listed,
        walk.entries().size(),
        truncated,
        truncated ? listed.getLast().path() : null,
        walk.warning());
  }

  private static Listed listed(Root root, Walk.Entry entry) {
    var attributes = entry.attributes();
    String kind =
        attributes.isSymbolicLink()
            ? "link"
            : attributes.isDirectory() ? "folder" : attributes.isRegularFile() ? "file" : "other";
    return new Listed(
        root.shown(entry.path()),
        kind,
        attributes.isRegularFile() ? attributes.size() : null,
        attributes.lastModifiedTime().toInstant().truncatedTo(ChronoUnit.SECONDS).toString());
  }
}
