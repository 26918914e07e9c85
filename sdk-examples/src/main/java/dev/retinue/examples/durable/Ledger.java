package dev.retinue.examples.durable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * What was done in the world, a line each: what another company's books would say. Thread-safe, and
 * safe from the end of the process, since a line is written at once.
 *
 * @param file where it is
 */
record Ledger(Path file) {
  /**
   * Something that was done.
   *
   * @param key the idempotency key it was done under
   * @param tool what did it
   * @param what what it did it to
   */
  record Entry(String key, String tool, String what) {}

  void write(Entry entry) throws IOException {
    Files.writeString(
        file,
        String.join("\t", entry.key, entry.tool, entry.what) + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  List<Entry> entries() throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    return Files.readAllLines(file).stream()
        .map(line -> line.split("\t", 3))
        .map(words -> new Entry(words[0], words[1], words[2]))
        .toList();
  }

  Optional<Entry> find(String key) throws IOException {
    return entries().stream().filter(entry -> entry.key.equals(key)).findFirst();
  }

  boolean has(String what) throws IOException {
    return entries().stream().anyMatch(entry -> entry.what.equals(what));
  }
}
