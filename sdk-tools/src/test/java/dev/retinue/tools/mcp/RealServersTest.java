package dev.retinue.tools.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retinue.effect.AccessClass;
import dev.retinue.effect.EffectClass;
import dev.retinue.tool.Tool;
import dev.retinue.tool.ToolOffer;
import dev.retinue.tools.Caller;
import dev.retinue.tools.egress.EgressGuard;
import dev.retinue.tools.egress.EgressRules;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against servers that others wrote; .ci/run installs them. */
class RealServersTest {
  private static final Path SERVERS =
      Path.of("target/mcp-servers/node_modules/@modelcontextprotocol").toAbsolutePath();

  @TempDir Path folder;

  @BeforeEach
  void areInstalled() {
    assumeTrue(
        Files.isDirectory(SERVERS), "the MCP servers are not installed; .ci/run does it with npm");
  }

  private static String program(String server) {
    return SERVERS.resolve(server).resolve("dist/index.js").toString();
  }

  private static Tool tool(McpToolkit toolkit, String name) {
    for (ToolOffer offer : toolkit.tools()) {
      if (offer instanceof ToolOffer.Available(Tool tool) && tool.name().equals(name)) {
        return tool;
      }
    }
    throw new AssertionError("no '" + name + "' in " + toolkit.tools());
  }

  private static void areAllAvailable(McpToolkit toolkit) {
    assertThat(toolkit.tools()).isNotEmpty().allMatch(ToolOffer.Available.class::isInstance);
  }

  @Nested
  class Filesystem {
    private McpServer server() throws IOException {
      return McpServer.stdio(
          "files", "node", program("server-filesystem"), folder.toRealPath().toString());
    }

    @Test
    void readsAndWritesInItsFolder() throws Exception {
      Path file = folder.toRealPath().resolve("a.txt");
      try (McpToolkit toolkit = McpToolkit.connect(server())) {
        areAllAvailable(toolkit);
        Caller.of(tool(toolkit, "files__write_file"))
            .ok("path", file.toString(), "content", "hello");
        JsonNode read =
            Caller.of(tool(toolkit, "files__read_text_file")).ok("path", file.toString());

        assertThat(file).hasContent("hello");
        assertThat(read.path("text").asText()).isEqualTo("hello");
        assertThat(read.path("server").asText()).isEqualTo("files");
      }
    }

    @Test
    void refusesWhatIsOutside() throws Exception {
      try (McpToolkit toolkit = McpToolkit.connect(server())) {
        assertThat(
                Caller.of(tool(toolkit, "files__read_text_file"))
                    .refused("path", "/etc/passwd")
                    .message())
            .startsWith("server 'files' says of 'read_text_file': Access denied");
      }
    }

    @Test
    void saysWhichToolsOnlyRead() throws Exception {
      try (McpToolkit toolkit = McpToolkit.connect(server().trustingAnnotations())) {
        Tool read = tool(toolkit, "files__read_text_file");
        assertThat(read.traits().effectClass()).isEqualTo(EffectClass.PURE);
        assertThat(read.traits().access()).doesNotContain(AccessClass.WRITE, AccessClass.EXECUTE);
        assertThat(tool(toolkit, "files__write_file").traits().access())
            .contains(AccessClass.WRITE);
      }
    }
  }

  @Nested
  class Everything {
    private void doesWhatItSays(McpToolkit toolkit) {
      areAllAvailable(toolkit);
      assertThat(
              Caller.of(tool(toolkit, "everything__echo"))
                  .ok("message", "hi")
                  .path("text")
                  .asText())
          .isEqualTo("Echo: hi");
      assertThat(
              Caller.of(tool(toolkit, "everything__get-sum"))
                  .ok("a", 2, "b", 3)
                  .path("text")
                  .asText())
          .isEqualTo("The sum of 2 and 3 is 5.");
      assertThat(
              Caller.of(tool(toolkit, "everything__get-tiny-image"))
                  .ok()
                  .path("leftOut")
                  .get(0)
                  .asText())
          .startsWith("image image/png, ");
    }

    @Test
    void worksOverItsStreams() throws Exception {
      try (McpToolkit toolkit =
          McpToolkit.connect(
              McpServer.stdio("everything", "node", program("server-everything"), "stdio"))) {
        doesWhatItSays(toolkit);
      }
    }

    @Test
    void isCancelledInALongCall() throws Exception {
      McpServer server =
          McpServer.stdio("everything", "node", program("server-everything"), "stdio")
              .withLimits(
                  new McpServer.Limits(
                      Duration.ofSeconds(30), Duration.ofMillis(300), 1000, 1 << 20));
      try (McpToolkit toolkit = McpToolkit.connect(server)) {
        Tool slow = tool(toolkit, "everything__trigger-long-running-operation");
        assertThat(Caller.of(slow).refused("duration", 20, "steps", 2).code()).isEqualTo("TIMEOUT");
        assertThat(
                Caller.of(tool(toolkit, "everything__echo"))
                    .ok("message", "still")
                    .path("text")
                    .asText())
            .isEqualTo("Echo: still");
      }
    }

    @Test
    void worksOverHttp() throws Exception {
      int port;
      try (ServerSocket free = new ServerSocket(0)) {
        port = free.getLocalPort();
      }
      ProcessBuilder builder =
          new ProcessBuilder("node", program("server-everything"), "streamableHttp");
      builder.environment().put("PORT", String.valueOf(port));
      builder.redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile());
      Process process = builder.start();
      try {
        awaitListening(port);
        EgressGuard guard =
            new EgressGuard(
                EgressRules.standard()
                    .withDestinations(
                        EgressRules.Destinations.publicWeb().withInternal("localhost:" + port))
                    .withPace(new EgressRules.Pace(1000, 8, 100, Duration.ofSeconds(1))));
        URI uri = URI.create("http://localhost:" + port + "/mcp");
        try (McpToolkit toolkit = McpToolkit.connect(McpServer.http("everything", uri, guard))) {
          doesWhatItSays(toolkit);
        }
      } finally {
        process.destroyForcibly();
      }
    }

    private static void awaitListening(int port) throws InterruptedException {
      long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (true) {
        try (Socket socket = new Socket()) {
          socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
          return;
        } catch (IOException e) {
          assertThat(System.nanoTime()).as("the server listens").isLessThan(deadline);
          Thread.onSpinWait();
        }
      }
    }
  }
}
