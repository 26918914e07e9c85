package dev.retinue.knowledge.base;

import dev.retinue.document.DocumentReader;
import dev.retinue.error.SetupException;
import dev.retinue.knowledge.DocumentSource;
import dev.retinue.knowledge.DocumentSources;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Finds the documents in a file or folder. */
final class DocumentScan {
  private DocumentScan() {}

  /**
   * A file that is named is always in the list, whatever its ending, so that it is reported if it
   * cannot be read. In a folder hidden files and folders, symbolic links, and endings that are none
   * of a document are passed over.
   */
  static DocumentSources of(DocumentReader reader, String location) {
    try {
      Path path = Path.of(location).toAbsolutePath().normalize();
      if (Files.isDirectory(path)) {
        return new DocumentSources(inFolder(reader, path));
      }
      if (Files.exists(path)) {
        return new DocumentSources(List.of(new DocumentSource(path.toString(), Files.size(path))));
      }
      throw new SetupException(
          location,
          "there is no document or folder at '"
              + location
              + "' (looked at "
              + path
              + "); correct the path or put the documents there");
    } catch (InvalidPathException e) {
      throw new SetupException(
          location,
          "'" + location + "' is not a path (" + e.getReason() + "); name a file or folder",
          e);
    } catch (IOException e) {
      throw new SetupException(
          location, "cannot list '" + location + "' (" + e + "); check that it may be read", e);
    }
  }

  private static List<DocumentSource> inFolder(DocumentReader reader, Path folder)
      throws IOException {
    List<DocumentSource> found = new ArrayList<>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
              throws IOException {
            boolean hidden = !directory.equals(folder) && Files.isHidden(directory);
            return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isRegularFile()
                && !Files.isHidden(file)
                && reader.isDocumentName(file)) {
              found.add(new DocumentSource(file.toString(), attributes.size()));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    found.sort(Comparator.comparing(DocumentSource::location));
    return found;
  }
}
