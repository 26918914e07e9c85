package dev.retinue.examples.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.loader.tools.Library;
import org.springframework.boot.loader.tools.LibraryScope;
import org.springframework.boot.loader.tools.Repackager;

class SpringBootFatJarTest {
  @TempDir Path folder;

  @Test
  void itWorksFromAFatJar() throws Exception {
    Path fat = fatJar();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-jar",
                fat.toString(),
                folder.resolve("home").toString(),
                ClassPath.documents().toString())
            .redirectError(folder.resolve("stderr").toFile())
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("exit status, stderr: %s", folder.resolve("stderr")).isZero();
    assertThat(said).contains("every 45 minutes");
  }

  private Path fatJar() throws IOException {
    Repackager repackager = new Repackager(ClassPath.hostJar(folder.resolve("host.jar")).toFile());
    repackager.setMainClass(HostApplication.class.getName());
    List<Path> libraries =
        ClassPath.jars(folder, ClassPath.without("langchain4j-1.", "opennlp", "jline"));
    Path fat = folder.resolve("application.jar");
    repackager.repackage(
        fat.toFile(),
        callback -> {
          for (Path library : libraries) {
            callback.library(new Library(library.toFile(), LibraryScope.RUNTIME));
          }
        });
    return fat;
  }
}
