package dev.retinue.tools.mcp;

import dev.retinue.tools.catalogue.Refused;
import dev.retinue.tools.schema.OutsideText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process of a server: with a clean environment, its standard error drained, and ended with all
 * that it started. Thread-safe.
 */
final class ServerProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServerProcess.class);
  private static final int MOST_LOGGED = 1000;
  private static final long GRACE_MILLIS = 500;

  /** What programs need to find others, their settings and their language; no secret is in it. */
  private static final List<String> INHERITED =
      List.of(
          "PATH",
          "HOME",
          "USER",
          "LOGNAME",
          "SHELL",
          "TERM",
          "LANG",
          "LC_ALL",
          "LC_CTYPE",
          "TZ",
          "TMPDIR",
          "SYSTEMROOT",
          "SYSTEMDRIVE",
          "APPDATA",
          "LOCALAPPDATA",
          "PROGRAMFILES",
          "TEMP",
          "USERPROFILE",
          "USERNAME",
          "PATHEXT");

  private final String server;
  private final Process process;
  private volatile String lastSaid = "";

  private ServerProcess(String server, Process process) {
    this.server = server;
    this.process = process;
  }

  /**
   * Starts it.
   *
   * @throws Refused if there is no such program, or it may not be run
   */
  static ServerProcess start(String server, McpServer.Stdio how) throws Refused {
    ProcessBuilder builder = new ProcessBuilder(how.command());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> !INHERITED.contains(name.toUpperCase(Locale.ROOT)));
    environment.putAll(how.environment());
    if (how.folder() != null) {
      builder.directory(how.folder().toFile());
    }
    try {
      ServerProcess started = new ServerProcess(server, builder.start());
      Thread.ofPlatform().daemon().name("retinue-mcp-" + server + "-stderr").start(started::drain);
      return started;
    } catch (IOException e) {
      throw new Refused(
          ServerLink.UNAVAILABLE,
          "server '"
              + server
              + "' could not be started: "
              + e.getMessage()
              + "; install it, or correct its command");
    }
  }

  private void drain() {
    int logged = 0;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8), 4096)) {
      char[] buffer = new char[4096];
      int count = lines.read(buffer);
      while (count >= 0) {
        String said = OutsideText.line(new String(buffer, 0, count), 400);
        if (!said.isEmpty()) {
          lastSaid = said;
        }
        if (logged++ < MOST_LOGGED) {
          LOG.atDebug().addKeyValue("server", server).log("it says: {}", said);
        }
        count = lines.read(buffer);
      }
    } catch (IOException e) {
      LOG.atDebug().addKeyValue("server", server).setCause(e).log("its standard error ended");
    }
  }

  InputStream output() {
    return process.getInputStream();
  }

  OutputStream input() {
    return process.getOutputStream();
  }

  /** How it ended, if it does so at once, and what it said last. */
  String ending() throws InterruptedException {
    String how =
        process.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS)
            ? "ended with exit code " + process.exitValue()
            : "closed its output";
    return how + said().map(said -> ", last saying '" + said + "'").orElse("");
  }

  /** What it said last on its standard error. */
  Optional<String> said() {
    return Optional.of(lastSaid).filter(said -> !said.isEmpty());
  }

  /** Ends the whole tree: first its input, so that it can end by itself, then by force. */
  @Override
  public void close() {
    List<ProcessHandle> tree;
    try (Stream<ProcessHandle> descendants = process.descendants()) {
      tree = descendants.toList();
    }
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      LOG.atDebug().addKeyValue("server", server).setCause(e).log("its input was closed before");
    }
    try {
      if (!process.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
        process.destroy();
        process.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
    tree.forEach(ProcessHandle::destroyForcibly);
  }
}
