package dev.retinue.tools.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.retinue.tools.Caller;
import dev.retinue.tools.general.files.FileEdit;
import dev.retinue.tools.general.files.FileList;
import dev.retinue.tools.general.files.FileMove;
import dev.retinue.tools.general.files.FileRead;
import dev.retinue.tools.general.files.FileSearch;
import dev.retinue.tools.general.files.FileWrite;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody swaps a folder for a link that leads out, and back, as fast as two threads can, while
 * the tools work in it.
 */
class SwappedLinkTest {
  private static final String SECRET = "the secret outside";
  private static final int ROUNDS = 400;

  @TempDir Path temp;
  private final AtomicBoolean stop = new AtomicBoolean();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final FileGuard guard = new FileGuard(FileRules.standard());
  private int made;
  private Path files;
  private Path outside;
  private Thread swapper;
  private Thread fileSwapper;

  @BeforeEach
  void startSwapping() throws IOException {
    try (var stream = Files.newDirectoryStream(temp)) {
      assumeTrue(
          stream instanceof SecureDirectoryStream, "skipped: this platform opens folders by path");
    }
    files = Files.createDirectories(temp.resolve("files"));
    outside = Files.createDirectories(temp.resolve("outside"));
    Files.writeString(outside.resolve("a.txt"), SECRET);
    Files.createDirectories(outside.resolve("below"));
    Files.writeString(outside.resolve("below/b.txt"), SECRET);
    Files.createDirectories(files.resolve("real/below"));
    Files.writeString(files.resolve("real/a.txt"), "inside");
    Files.writeString(files.resolve("real/below/b.txt"), "inside");
    Files.createDirectories(temp.resolve("aside"));
    swapper = Thread.ofPlatform().start(() -> swap("real", outside));
    fileSwapper = Thread.ofPlatform().start(() -> swapFile());
  }

  @AfterEach
  void stopSwapping() throws InterruptedException {
    stop.set(true);
    swapper.join();
    fileSwapper.join();
    assertThat(failure.get()).isNull();
  }

  /** Renaming is one step, so that there is always something of that name but for a moment. */
  private void swap(String name, Path target) {
    Path place = files.resolve(name);
    Path kept = temp.resolve("aside/" + name);
    Path link = temp.resolve("aside/link-" + name);
    try {
      Files.createSymbolicLink(link, target);
      while (!stop.get()) {
        Files.move(place, kept);
        put(link, place);
        Files.move(place, link);
        put(kept, place);
      }
    } catch (IOException e) {
      failure.set(e);
    }
  }

  /** For a moment nothing is there, and then a tool may rightly make a folder of that name. */
  private void put(Path from, Path place) throws IOException {
    while (true) {
      try {
        Files.move(from, place, StandardCopyOption.ATOMIC_MOVE);
        return;
      } catch (FileSystemException taken) {
        Files.move(place, temp.resolve("aside/made-" + made++));
      }
    }
  }

  /** A file that is a link to the secret half of the time, at once each time. */
  private void swapFile() {
    Path place = files.resolve("flip.txt");
    try {
      while (!stop.get()) {
        Path link = Files.createSymbolicLink(files.resolve("next-link"), outside.resolve("a.txt"));
        Files.move(link, place, StandardCopyOption.ATOMIC_MOVE);
        Path file = Files.writeString(files.resolve("next-file"), "inside");
        Files.move(file, place, StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (FileSystemException e) {
      if (!stop.get()) {
        failure.set(e);
      }
    } catch (IOException e) {
      failure.set(e);
    }
  }

  @Test
  void nothingOutsideIsRead() {
    Caller reader = Caller.in(files, FileRead.tool(guard));
    int read = 0;
    for (int i = 0; i < ROUNDS; i++) {
      for (String path : new String[] {"real/a.txt", "real/below/b.txt", "flip.txt"}) {
        String text = reader.call("path", path).text();
        assertThat(text).doesNotContain(SECRET);
        read += text.contains("inside\"") ? 1 : 0;
      }
    }
    assertThat(read).as("the tool met the true files, too").isPositive();
  }

  @Test
  void nothingOutsideIsFound() {
    Caller searcher = Caller.in(files, FileSearch.tool(guard));
    Caller lister = Caller.in(files, FileList.tool(guard));
    for (int i = 0; i < ROUNDS / 2; i++) {
      assertThat(searcher.call("regex", "secret").text()).doesNotContain(SECRET);
      assertThat(lister.call("path", "real", "glob", "**").text()).doesNotContain("\"bytes\":18");
    }
  }

  @Test
  void nothingOutsideIsWrittenOrMade() throws IOException {
    Caller writer = Caller.in(files, FileWrite.tool(guard));
    Caller editor = Caller.in(files, FileEdit.tool(guard));
    for (int i = 0; i < ROUNDS / 4; i++) {
      writer.call("path", "real/new-" + i + ".txt", "content", "evil");
      writer.call("path", "real/made-" + i + "/x.txt", "content", "evil");
      writer.call("path", "real/a.txt", "content", "inside " + i);
      editor.call("path", "real/below/b.txt", "old", "secret", "new", "evil");
    }
    assertOutsideIsAsItWas();
  }

  @Test
  void nothingIsMovedOutOrIn() throws IOException {
    Caller mover = Caller.in(files, FileMove.tool(guard));
    for (int i = 0; i < ROUNDS / 4; i++) {
      Files.writeString(files.resolve("mine-" + i), "mine");
      mover.call("from", "mine-" + i, "to", "real/moved-" + i);
      mover.call("from", "real/below/b.txt", "to", "taken-" + i);
    }
    assertOutsideIsAsItWas();
    try (Stream<Path> taken = Files.list(files)) {
      assertThat(taken.filter(path -> path.getFileName().toString().startsWith("taken")))
          .allSatisfy(path -> assertThat(path).hasContent("inside"));
    }
  }

  private void assertOutsideIsAsItWas() throws IOException {
    try (Stream<Path> all = Files.walk(outside)) {
      assertThat(all.map(path -> outside.relativize(path).toString()))
          .containsExactlyInAnyOrder("", "a.txt", "below", "below/b.txt");
    }
    assertThat(outside.resolve("a.txt")).hasContent(SECRET);
    assertThat(outside.resolve("below/b.txt")).hasContent(SECRET);
  }
}
