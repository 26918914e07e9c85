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
import dev.retinue.tools.filesystem.Entry.Kind;
import dev.retinue.tools.filesystem.FileGuard;
import dev.retinue.tools.filesystem.Place;
import dev.retinue.tools.filesystem.Workspace;
import java.io.IOException;
import java.nio.channels.Channels;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Makes the tool {@code file_search}: lines in files that match an expression. */
public final class FileSearch {
  private static final Duration TIME = Duration.ofSeconds(10);
  private static final int USUAL_HITS = 100;
  private static final int MOST_HITS = 1_000;
  private static final int MOST_CONTEXT = 10;
  private static final int MOST_EXPRESSION = 1_000;

  private FileSearch() {}

  /**
   * What the model is told.
   *
   * @param hits by path and line
   * @param searched files that were looked into
   * @param truncated whether there may be more; {@code cursor} goes on with them
   * @param warning what was not looked at
   */
  record Answer(
      List<Hit> hits,
      int searched,
      boolean truncated,
      @Nullable String cursor,
      @Nullable String warning) {}

  /**
   * @param text the line, cut around the match if it is long
   * @param before lines before it, if they were asked for
   */
  record Hit(
      String path,
      int line,
      String text,
      @Nullable List<String> before,
      @Nullable List<String> after) {}

  /** The tool; thread-safe. */
  public static Tool tool(FileGuard guard) {
    return tool(guard, TIME);
  }

  static Tool tool(FileGuard guard, Duration time) {
    return CatalogueTool.of(
            "file_search",
            "Finds lines in text files of the agent's own folder by a regular expression or a plain"
                + " text, with path and line number. What .gitignore leaves out and binary files are"
                + " not searched. For names of files use file_list, to read one file_read. Example:"
                + " {\"regex\": \"TODO|FIXME\", \"glob\": \"**/*.md\", \"context\": 1}",
            JsonObjectSchema.builder()
                .addStringProperty("regex", "Expression in Java's syntax, matched line by line.")
                .addStringProperty(
                    "path", "Folder or file to search; the agent's folder if left out.")
                .addStringProperty(
                    "glob", "Only files that match, seen from 'path': *.md, **/*.java; all below.")
                .addBooleanProperty("literal", "Take 'regex' as plain text; false if left out.")
                .addBooleanProperty(
                    "ignoreCase", "Whether capitals do not matter; false if left out.")
                .addBooleanProperty(
                    "ignored", "Search also what .gitignore leaves out; false if left out.")
                .addIntegerProperty("context", "Lines to show around each, 0 to 10; 0 if left out.")
                .addIntegerProperty("maxHits", "1 to 1000; 100 if left out.")
                .addStringProperty("cursor", "The cursor of the last answer, to go on after it.")
                .required("regex"),
            // Nobody knows who wrote what stands in a file.
            ToolTraits.READS.withLabel(Label.UNTRUSTED_PRIVATE),
            (arguments, context) -> answer(guard, time, arguments, context))
        .forTasks(
            "Which files mention the invoice number 4711?", "Find every TODO in the source files")
        .listed(
            ToolCard.of("files"),
            SelfTest.withFile(
                "a.txt", "one\ntwo\n", SelfTest.answers("{\"regex\":\"tw.\"}", "two")));
  }

  private static Answer answer(
      FileGuard guard, Duration time, Arguments arguments, ToolContext context)
      throws Refused, IOException, InterruptedException {
    Pattern pattern = pattern(arguments);
    Workspace workspace = guard.workspace(context);
    LineSearch search =
        new LineSearch(
            pattern,
            arguments.number("context", 0, 0, MOST_CONTEXT),
            arguments.number("maxHits", USUAL_HITS, 1, MOST_HITS),
            new Watched.Watch(time));
    try (Place place = workspace.existing(arguments.optionalText("path").orElse("."))) {
      SearchCursor after = SearchCursor.read(arguments.optionalText("cursor"));
      if (place.entry().map(there -> there.kind() == Kind.FOLDER).orElse(false)) {
        Selection selection =
            new Selection(
                place.shown(),
                Glob.read(arguments.optionalText("glob").or(() -> Optional.of("**"))),
                arguments.flag("ignored") ? null : Gitignores.above(workspace, place));
        Findings findings = new Findings(selection, search, after);
        place.walk(findings);
        return told(search, findings.stopped(), selection.warning());
      }
      boolean more =
          !search.in(
              place.shown(),
              Channels.newInputStream(place.open()),
              after.path().equals(place.shown()) ? after.line() : 0);
      return told(search, more, null);
    } catch (Watched.Over e) {
      if (e.interrupted()) {
        throw new InterruptedException("the search was interrupted");
      }
      throw new Refused(
          "TIMEOUT",
          "the search took longer than "
              + time
              + ", the last in "
              + search.where()
              + "; simplify 'regex' (no repetition within a repetition), or give a narrower 'glob'");
    } catch (StackOverflowError e) {
      throw Refused.invalid(
          "'regex' needs too many steps for "
              + search.where()
              + "; simplify it: a character class instead of alternatives in a repetition");
    }
  }

  private static Answer told(LineSearch search, boolean more, @Nullable String warning) {
    List<Hit> hits = search.hits();
    return new Answer(
        hits,
        search.searched(),
        more,
        more && !hits.isEmpty() ? hits.getLast().path() + ":" + hits.getLast().line() : null,
        warning);
  }

  private static Pattern pattern(Arguments arguments) throws Refused {
    String text =
        arguments
            .exactText("regex")
            .filter(regex -> !regex.isEmpty())
            .orElseThrow(() -> Refused.invalid("'regex' is missing; give what to search for"));
    if (text.length() > MOST_EXPRESSION) {
      throw Refused.invalid(
          "'regex' has " + text.length() + " characters; at most " + MOST_EXPRESSION);
    }
    int flags =
        (arguments.flag("literal") ? Pattern.LITERAL : 0)
            | (arguments.flag("ignoreCase") ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0);
    try {
      return Pattern.compile(text, flags);
    } catch (PatternSyntaxException e) {
      throw Refused.invalid(
          "'regex' is wrong at position "
              + (e.getIndex() + 1)
              + ": "
              + e.getDescription()
              + "; set 'literal' to search for it as plain text");
    }
  }
}
