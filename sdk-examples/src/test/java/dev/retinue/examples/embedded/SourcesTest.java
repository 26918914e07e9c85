package dev.retinue.examples.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.error.SetupException;
import dev.retinue.runtime.AgentRuntime;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourcesTest {
  @TempDir Path folder;

  @Test
  void anAgentWhoseSourcesAreMissingCanBeMadeOnceTheyAreThere() throws Exception {
    Path documents = folder.resolve("documents");
    AgentDefinition guide =
        AgentDefinition.builder("Guide").knowledge(documents.toString()).build();
    try (AgentRuntime runtime = AgentRuntime.builder().home(folder.resolve("home")).build()) {
      assertThatThrownBy(() -> runtime.agent(guide))
          .isInstanceOf(SetupException.class)
          .hasMessageContaining(documents.toString());

      Files.createDirectories(documents);
      Files.copy(ClassPath.documents().resolve("safety.txt"), documents.resolve("safety.txt"));
      assertThat(
              runtime
                  .agent(guide)
                  .ask("How often does somebody working alone report by radio?")
                  .text())
          .contains("every 45 minutes");
    }
  }

  @Test
  void anEncryptedDocumentIsReportedAndTheOthersAreRead() throws Exception {
    Path documents = Files.createDirectories(folder.resolve("documents"));
    Files.copy(ClassPath.documents().resolve("safety.txt"), documents.resolve("safety.txt"));
    try (var pdf = new org.apache.pdfbox.pdmodel.PDDocument()) {
      pdf.addPage(new org.apache.pdfbox.pdmodel.PDPage());
      pdf.protect(
          new org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy(
              "owner", "user", new org.apache.pdfbox.pdmodel.encryption.AccessPermission()));
      pdf.save(documents.resolve("secret.pdf").toFile());
    }
    try (AgentRuntime runtime = AgentRuntime.builder().home(folder.resolve("home")).build()) {
      var report =
          runtime
              .agent(AgentDefinition.builder("Guide").knowledge(new String[0]).build())
              .ingest(documents);
      assertThat(report.stored()).hasSize(1);
      assertThat(report.rejected())
          .singleElement()
          .satisfies(rejected -> {
            assertThat(rejected.code()).isEqualTo("ENCRYPTED");
            assertThat(rejected.message()).contains("secret.pdf");
          });
    }
  }
}
