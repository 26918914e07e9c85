package dev.retinue.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
  @TempDir Path folder;

  @Test
  void itReplacesAFileAndMakesItsFolder() throws IOException {
    Path file = folder.resolve("below/notes.txt");
    WholeFile.write(file, true, out -> out.write("one"));
    WholeFile.write(file, false, out -> out.write("Zweites, größer"));

    assertThat(file).hasContent("Zweites, größer");
    assertThat(file.getParent()).isDirectoryContaining("glob:**/notes.txt");
    assertThat(file.resolveSibling("notes.txt.new")).doesNotExist();
  }

  @Test
  void whatFailsHalfwayLeavesTheFormerFile() throws IOException {
    Path file = folder.resolve("notes.txt");
    WholeFile.write(file, true, out -> out.write("former"));

    assertThatThrownBy(() ->
            WholeFile.write(
                file,
                true,
                out -> {
                  out.write("hal");
                  out.flush();
                  throw new IOException("the disk is gone");
                }))
        .isInstanceOf(IOException.class)
        .hasMessage("the disk is gone");

    assertThat(file).hasContent("former");
    WholeFile.write(file, true, out -> out.write("latter"));
    assertThat(file).hasContent("latter");
  }

  @Test
  void anInterruptIsKeptAndDoesNotKeepItFromBeingWritten() throws IOException {
    Path file = folder.resolve("notes.txt");
    Thread.currentThread().interrupt();
    WholeFile.write(file, true, out -> out.write("written"));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(Files.readString(file)).isEqualTo("written");
  }

  @Test
  void aPrivateFileIsItsOwnersAlone() throws IOException {
    Path file = folder.resolve("below/keys");
    WholeFile.writePrivately(file, new byte[] {1});
    Files.writeString(WholeFile.fresh(file), "left by a crash");
    Thread.currentThread().interrupt();
    WholeFile.writePrivately(file, new byte[] {2, 3});

    assertThat(Thread.interrupted()).isTrue();
    assertThat(file).hasBinaryContent(new byte[] {2, 3});
    assertThat(WholeFile.fresh(file)).doesNotExist();
    if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
  }
}
