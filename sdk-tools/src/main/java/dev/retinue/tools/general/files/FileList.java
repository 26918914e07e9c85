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
import dev.retinue.tools.filesystem.Workspace;
import java.io.IOException;
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
  public static Tool tool(FileGuard guard) {
    return CatalogueTool.of(
            "file_list",
            "Lists files and folders in the agent's own folder with sizes and times; what"
                + " .gitignore leaves out is not listed. Use it before file_read when the exact path is"
                + " not known; to search inside files use file_search."
                + " Example: {\"path\": \"reports\", \"glob\": \"**/*.md\"}",
            JsonObjectSchema.builder()
                .addStringProperty("path", "Folder to list; the agent's folder if left out.")
                .addStringProperty(
                    "glob",
                    "Only paths that match, seen from 'path': *.md in the folder itself, **/*.md also"
                        + " below, {a,b}*.txt.")
                .addIntegerProperty("maxEntries", "1 to 1000; 200 if left out.")
                .addBooleanProperty(
                    "ignored", "List also what .gitignore leaves out; false if left out.")
                .addStringProperty("cursor", "The cursor of the last answer, to go on after it."),
            // Whoever can drop a file there can name it.
            ToolTraits.READS.withLabel(Label.UNTRUSTED_PRIVATE),
            (arguments, context) -> answer(guard, arguments, context))
        .forTasks("Which files are in the folder reports?", "List all CSV files")
        .listed(
            ToolCard.of("files"),
            SelfTest.withFile("a.txt", "one", SelfTest.answers("{}", "a.txt")));
  }

  private static Answer answer(FileGuard guard, Arguments arguments, ToolContext context)
      throws Refused, IOException, InterruptedException {
    Workspace workspace = guard.workspace(context);
    try (Place folder = workspace.existing(arguments.optionalText("path").orElse("."))) {
      int most = arguments.number("maxEntries", USUAL_ENTRIES, 1, MOST_ENTRIES);
      Selection selection =
          new Selection(
              folder.shown(),
              Glob.read(arguments.optionalText("glob")),
              arguments.flag("ignored") ? null : Gitignores.above(workspace, folder));
      Listing listing = new Listing(selection);
      folder.walk(listing);
      Optional<String> cursor = arguments.optionalText("cursor");
      List<Listed> left =
          listing.found().stream()
              .filter(entry ->
                  cursor.isEmpty() || Selection.ORDER.compare(entry.path(), cursor.get()) > 0)
              .toList();
      List<Listed> listed = left.stream().limit(most).toList();
      boolean truncated = left.size() > most;
      return new Answer(
          folder.shown(),
          listed,
          listing.found().size(),
          truncated,
          truncated ? listed.getLast().path() : null,
          selection.warning());
    }
  }
}
