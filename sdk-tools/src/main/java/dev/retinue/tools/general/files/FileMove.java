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
import dev.retinue.tools.filesystem.Entry;
import dev.retinue.tools.filesystem.FileGuard;
import dev.retinue.tools.filesystem.Place;
import dev.retinue.tools.filesystem.Workspace;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Makes the tool {@code file_move}: a file or folder gets another path. */
public final class FileMove {
  private FileMove() {}

  /**
   * What the model is told.
   *
   * @param kind file or folder
   * @param replaced whether something was there that is gone now
   * @param unchanged true if it had been moved already, before this call
   */
  record Answer(
      String from, String to, String kind, boolean replaced, @Nullable Boolean unchanged) {}

  /** The tool; thread-safe. */
  public static Tool tool(FileGuard guard) {
    ToolTraits traits = ToolTraits.touching(AccessClass.WRITE);
    return CatalogueTool.of(
            "file_move",
            "Moves or renames a file or folder within the agent's own folder (and folders of the"
                + " host). What is at the new path stays, and the call is refused, unless 'replace'"
                + " is true; folders are never replaced. Missing folders are made. Example:"
                + " {\"from\": \"notes/plan.md\", \"to\": \"archive/2026/plan.md\"}",
            JsonObjectSchema.builder()
                .addStringProperty("from", "Path of the file or folder.")
                .addStringProperty("to", "Its new path, with its name.")
                .addBooleanProperty(
                    "replace", "Whether a file at the new path may be lost; false if left out.")
                .addStringProperty(
                    "ifSha", "The sha256 that the file must have now, as file_read told it.")
                .required("from", "to"),
            traits,
            (arguments, context) -> answer(guard, arguments, context))
        .forTasks("Rename draft.txt to final.txt", "Move the pictures into the folder archive")
        .listed(
            ToolCard.of("files"),
            SelfTest.withFile(
                "a.txt", "one", SelfTest.answers("{\"from\":\"a.txt\",\"to\":\"b.txt\"}", "b.txt")))
        .withTraits(arguments ->
            // Only by the hash can it be told that it was done already.
            Expected.isGiven(arguments) ? traits.withEffectClass(EffectClass.IDEMPOTENT) : traits);
  }

  private static Answer answer(FileGuard guard, Arguments arguments, ToolContext context)
      throws Refused, IOException {
    Workspace workspace = guard.workspace(context);
    Expected expected = Expected.read(arguments);
    try (Place target = workspace.place(arguments.text("to"))) {
      target.lock().lock();
      try {
        Optional<Answer> done = done(workspace, arguments.text("from"), target, expected);
        if (done.isPresent()) {
          return done.get();
        }
        try (Place source = workspace.existing(arguments.text("from"))) {
          return moved(source, target, arguments, expected);
        }
      } finally {
        target.lock().unlock();
      }
    }
  }

  private static Optional<Answer> done(
      Workspace workspace, String from, Place target, Expected expected)
      throws Refused, IOException {
    if (!(expected instanceof Expected.Known(String sha))
        || target.entry().filter(there -> there.kind() == Entry.Kind.FILE).isEmpty()
        || Expected.current(target).filter(sha::equals).isEmpty()) {
      return Optional.empty();
    }
    try (Place source = workspace.place(from)) {
      return source.entry().isPresent()
          ? Optional.empty()
          : Optional.of(new Answer(source.shown(), target.shown(), "file", false, true));
    }
  }

  private static Answer moved(Place source, Place target, Arguments arguments, Expected expected)
      throws Refused, IOException {
    ReentrantLock lock = source.lock();
    // In one order for all would be safer than waiting; nobody waits here for long.
    if (!lock.tryLock()) {
      throw new Refused(
          "BUSY", "another call is changing files where '" + source.shown() + "' is; try again");
    }
    try {
      Entry.Kind kind = source.entry().map(Entry::kind).orElse(Entry.Kind.SPECIAL);
      if (kind == Entry.Kind.SPECIAL || kind == Entry.Kind.LINK) {
        throw new Refused("NOT_A_FILE", "'" + source.shown() + "' is neither a file nor a folder");
      }
      if (!(expected instanceof Expected.Any)) {
        expected.check(source.shown(), Expected.current(source));
      }
      Optional<Entry> there = target.entry();
      boolean replace = there.isPresent();
      if (replace && there.get().kind() == Entry.Kind.FOLDER) {
        throw new Refused(
            Expected.EXISTS,
            "'" + target.shown() + "' is a folder; give the whole new path, with the name");
      }
      if (replace && source.shown().equals(target.shown())) {
        throw Refused.invalid("'" + source.shown() + "' is there already");
      }
      if (replace && !arguments.flag("replace")) {
        throw new Refused(
            Expected.EXISTS,
            "'" + target.shown() + "' is there already; choose another name, or set 'replace'");
      }
      source.moveTo(target);
      return new Answer(
          source.shown(),
          target.shown(),
          kind == Entry.Kind.FOLDER ? "folder" : "file",
          replace,
          null);
    } finally {
      lock.unlock();
    }
  }
}
