package dev.retinue.tools.general.files;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found below a folder, in an order that depends on names only. Symbolic links are found
 * and not followed. Immutable.
 *
 * @param warning what was not looked at
 */
record Walk(List<Entry> entries, @Nullable String warning) {
  /** By names, level by level, so that a folder is followed by what is in it. */
  static final Comparator<String> ORDER =
      (a, b) -> Arrays.compare(a.split("/", -1), b.split("/", -1));

  private static final int MOST_VISITED = 50_000;

  record Entry(Path path, BasicFileAttributes attributes) {}

  static Walk of(Path folder, Glob glob) throws IOException {
    List<Entry> found = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    Files.walkFileTree(
        folder,
        EnumSet.noneOf(FileVisitOption.class),
        glob.depth(),
        new SimpleFileVisitor<>() {
          private int visited;

          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
            return path.equals(folder) ? FileVisitResult.CONTINUE : visit(path, attributes);
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
            return visit(path, attributes);
          }

          @Override
          public FileVisitResult visitFileFailed(Path path, IOException failure) {
            warnings.add("cannot look at '" + folder.relativize(path) + "'");
            return FileVisitResult.CONTINUE;
          }

          private FileVisitResult visit(Path path, BasicFileAttributes attributes) {
            if (++visited > MOST_VISITED) {
              warnings.add(
                  "looked at "
                      + MOST_VISITED
                      + " entries only; give a folder or a narrower glob for the others");
              return FileVisitResult.TERMINATE;
            }
            if (glob.matches(folder.relativize(path))) {
              found.add(new Entry(path, attributes));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    found.sort(
        Comparator.comparing(
            entry -> folder.relativize(entry.path()).toString().replace('\\', '/'), ORDER));
    return new Walk(
        List.copyOf(found),
        warnings.isEmpty() ? null : String.join("; ", warnings.stream().limit(5).toList()));
  }
}
