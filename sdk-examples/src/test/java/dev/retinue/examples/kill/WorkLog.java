package dev.retinue.examples.kill;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The world that the worker acts on, and what it says of itself, in one file, so that all of it is
 * in order. A line is one append by one system call: it survives SIGKILL whole or is not there. It
 * is not synced, since the machine lives on. Thread-safe.
 */
final class WorkLog implements AutoCloseable {
  private final ReentrantLock lock = new ReentrantLock();
  private final FileChannel file;
  private final int generation;
  private final List<Line> lines;

  /**
   * @param generation how many processes wrote before
   * @param kind what happened
   */
  record Line(int generation, Kind kind, List<String> words) {
    String word(int index) {
      return words.get(index);
    }
  }

  /** What happened, and what the words of its line are. */
  enum Kind {
    /** A session is about to be started. */
    STARTING,
    /** Its start returned: session, run. */
    ACCEPTED,
    /** The model was called: session, place. */
    ASKED,
    /** A tool had its effect: key, run, tool, what. */
    RAN,
    /** The event said that a result is recorded: run, what (or {@code place N} of a model call). */
    RECORDED,
    /** A doubt was settled: key, how. */
    SETTLED,
    /** A person approved: run. */
    APPROVED,
    /** A transaction or a probe found that it had happened: key, by what. */
    FOUND,
    /** The event said that the run ended: run, session, usage, text. */
    ENDED,
    /** Memory has a turn: session, run, tools, answer. */
    REMEMBERED,
    /** Everything that had ended when the generation began was looked for in memory. */
    CHECKED,
    /** Nothing is left to do. */
    DONE
  }

  WorkLog(Path path, int generation) throws IOException {
    this.lines = new ArrayList<>(Files.exists(path) ? read(path) : List.of());
    this.file = FileChannel.open(path, CREATE, APPEND);
    this.generation = generation;
  }

  static List<Line> read(Path path) throws IOException {
    List<Line> lines = new ArrayList<>();
    for (String line : Files.readAllLines(path)) {
      List<String> words = List.of(line.split("\t", -1));
      lines.add(
          new Line(
              Integer.parseInt(words.get(0)),
              Kind.valueOf(words.get(1)),
              words.subList(2, words.size())));
    }
    return lines;
  }

  void append(Kind kind, String... words) {
    String line = generation + "\t" + kind;
    for (String word : words) {
      line += "\t" + word.replace('\n', ' ').replace('\t', ' ');
    }
    lock.lock();
    try {
      file.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
      lines.add(new Line(generation, kind, List.of(words)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lock.unlock();
    }
  }

  /** As the host's own transaction would do it: false, and nothing is done, if it has the key. */
  boolean appendUnlessRan(String key, String run, String tool, String what) {
    lock.lock();
    try {
      if (ran(key)) {
        return false;
      }
      append(Kind.RAN, key, run, tool, what);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Whether a tool had its effect under this key. */
  boolean ran(String key) {
    return of(Kind.RAN).stream().anyMatch(line -> line.word(0).equals(key));
  }

  List<Line> of(Kind kind) {
    lock.lock();
    try {
      return lines.stream().filter(line -> line.kind() == kind).toList();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
