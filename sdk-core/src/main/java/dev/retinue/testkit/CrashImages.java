package dev.retinue.testkit;

import dev.retinue.testkit.StorageChange.Content;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a crash after so many changes may leave of a storage: what was durable by then, with any
 * part of what was not. Confined to a call.
 */
final class CrashImages {
  private final String when;
  private final @Nullable StorageChange next;
  private final Map<Content, byte[]> durable;
  private final Map<Content, List<StorageChange>> unsynced = new LinkedHashMap<>();
  private Map<String, Content> durableNames;
  private final List<StorageChange> unsyncedNames = new ArrayList<>();

  /**
   * @param names the files there were before the first change
   * @param contents what they held then
   * @param changes all changes, of which the crash comes after so many, while the next is made
   */
  CrashImages(
      Map<String, Content> names,
      Map<Content, byte[]> contents,
      List<StorageChange> changes,
      int after) {
    this.when = "after " + after + " changes, ";
    this.next = after < changes.size() ? changes.get(after) : null;
    this.durable = new LinkedHashMap<>(contents);
    this.durableNames = new LinkedHashMap<>(names);
    changes.subList(0, after).forEach(this::apply);
  }

  private void apply(StorageChange change) {
    switch (change) {
      case StorageChange.Created created -> {
        durable.put(created.file(), new byte[created.size()]);
        unsyncedNames.add(created);
      }
      case StorageChange.Written written ->
          unsynced.computeIfAbsent(written.file(), file -> new ArrayList<>()).add(written);
      case StorageChange.Truncated truncated ->
          unsynced.computeIfAbsent(truncated.file(), file -> new ArrayList<>()).add(truncated);
      case StorageChange.WriteSynced synced -> {
        StorageChange.Written written = synced.written();
        if (unsynced.getOrDefault(written.file(), new ArrayList<>()).remove(written)) {
          durable.compute(written.file(), (file, bytes) -> written.applied(bytes));
        }
      }
      case StorageChange.Synced synced -> {
        for (StorageChange each : unsynced.getOrDefault(synced.file(), List.of())) {
          durable.compute(synced.file(), (file, bytes) -> each.applied(bytes));
        }
        unsynced.remove(synced.file());
      }
      case StorageChange.Renamed renamed -> unsyncedNames.add(renamed);
      case StorageChange.Deleted deleted -> unsyncedNames.add(deleted);
      case StorageChange.NamesSynced synced -> {
        durableNames = names(unsyncedNames);
        unsyncedNames.clear();
      }
    }
  }

  private Map<String, Content> names(List<StorageChange> survived) {
    Map<String, Content> names = new LinkedHashMap<>(durableNames);
    for (StorageChange change : survived) {
      switch (change) {
        case StorageChange.Created created -> names.put(created.name(), created.file());
        case StorageChange.Renamed renamed -> {
          Content file = names.remove(renamed.from());
          if (file != null) {
            names.put(renamed.to(), file);
          }
        }
        case StorageChange.Deleted deleted -> names.remove(deleted.name());
        default -> throw new IllegalStateException("not a change of names: " + change);
      }
    }
    return names;
  }

  private FaultyStorage image(List<StorageChange> survivedNames, List<StorageChange> survived) {
    Map<String, Content> files = new LinkedHashMap<>();
    names(survivedNames)
        .forEach((name, file) -> {
          byte[] bytes = Objects.requireNonNull(durable.get(file));
          for (StorageChange change : survived) {
            if (change.changedFile() == file) {
              bytes = change.applied(bytes);
            }
          }
          files.put(name, new Content(bytes.clone()));
        });
    return new FaultyStorage(files);
  }

  /** The images of {@link FaultyStorage#crashes}. */
  void forEach(Consumer<FaultyStorage.Crash> consumer) {
    List<StorageChange> allNames = List.copyOf(unsyncedNames);
    List<StorageChange> all = unsynced.values().stream().flatMap(List::stream).toList();
    crash(consumer, "of the process", allNames, all);
    if (!all.isEmpty() || !allNames.isEmpty()) {
      crash(consumer, "nothing unsynced is left", List.of(), List.of());
      crash(consumer, "only names are left", allNames, List.of());
      crash(consumer, "only contents are left", List.of(), all);
    }
    for (int i = 0; i < all.size(); i++) {
      crash(consumer, "one unsynced write is lost", allNames, without(all, i));
      crash(consumer, "one unsynced write is left", allNames, List.of(all.get(i)));
    }
    for (int i = 0; i < allNames.size(); i++) {
      crash(consumer, "one name is lost", without(allNames, i), all);
    }
    if (next instanceof StorageChange.Written written) {
      for (int size = 1; size < written.bytes().length; size++) {
        StorageChange torn = written.torn(size);
        List<StorageChange> withTorn = new ArrayList<>(all);
        withTorn.add(torn);
        String what = "the next write torn at " + size;
        crash(consumer, what, allNames, withTorn);
        if (!all.isEmpty()) {
          crash(consumer, what + ", nothing else unsynced is left", allNames, List.of(torn));
        }
      }
    }
  }

  private void crash(
      Consumer<FaultyStorage.Crash> consumer,
      String what,
      List<StorageChange> survivedNames,
      List<StorageChange> survived) {
    consumer.accept(new FaultyStorage.Crash(when + what, image(survivedNames, survived)));
  }

  private static List<StorageChange> without(List<StorageChange> all, int index) {
    List<StorageChange> rest = new ArrayList<>(all);
    rest.remove(index);
    return rest;
  }
}
