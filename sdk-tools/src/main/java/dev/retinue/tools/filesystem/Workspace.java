package dev.retinue.tools.filesystem;

import dev.retinue.error.NearestName;
import dev.retinue.tools.catalogue.Refused;
import dev.retinue.tools.filesystem.Entry.Kind;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;

/** What the tools of one call may see. Confined to the call. */
public final class Workspace {
  private static final int MOST_LINKS = 40;
  private static final int MOST_NAMES = 2_000;

  private final FileGuard guard;
  private final Root own;

  Workspace(FileGuard guard, Root own) {
    this.guard = guard;
    this.own = own;
  }

  /**
   * Something that is there.
   *
   * @param path relative, with {@code /} between names; {@code .} or empty for the agent's folder,
   *     {@code @name/...} for a folder of the host
   * @throws Refused PATH_ESCAPE if it is not inside; NOT_FOUND, with the nearest name, if it is not
   *     there
   */
  public Place existing(String path) throws Refused, IOException {
    return find(path, true);
  }

  /**
   * Something that is there or can be made, with the folders that it is in.
   *
   * @throws Refused as {@link #existing}, but for NOT_FOUND; INVALID_ARGUMENT if the new name is
   *     none that it may have
   */
  public Place place(String path) throws Refused, IOException {
    return find(path, false);
  }

  private Place find(String path, boolean mustExist) throws Refused, IOException {
    List<String> names = Names.read(path);
    Root root = own;
    if (!names.isEmpty() && names.getFirst().startsWith("@")) {
      for (FileRules.HostFolder folder : guard.rules().folders()) {
        if (names.getFirst().equals("@" + folder.name())) {
          root = guard.host(folder);
          names = names.subList(1, names.size());
        }
      }
    }
    try (Search search = new Search(root, path, names)) {
      return search.find(mustExist);
    } catch (OpenFolder.Moved e) {
      throw Names.escape(path, String.valueOf(e.getMessage()));
    } catch (InvalidPathException e) {
      throw Refused.invalid("'" + path + "' is not a path here: " + e.getReason());
    } catch (AccessDeniedException e) {
      throw new Refused(
          "DENIED", "the system does not let the host look at '" + path + "'; choose another");
    }
  }

  /** Follows a path through open folders. Confined. */
  private final class Search implements AutoCloseable {
    private final Root root;
    private final String path;
    private final Deque<String> ahead;
    private final List<String> behind = new ArrayList<>();
    private OpenFolder folder;
    private boolean handedOver;
    private int links;

    Search(Root root, String path, List<String> names) throws IOException {
      this.root = root;
      this.path = path;
      this.ahead = new ArrayDeque<>(names);
      this.folder = root.open();
    }

    Place find(boolean mustExist) throws Refused, IOException {
      while (!ahead.isEmpty()) {
        String name = ahead.removeFirst();
        if (name.equals("..")) {
          up();
          continue;
        }
        Entry entry = folder.entry(name).orElse(null);
        if (entry == null) {
          if (mustExist) {
            throw missing(name);
          }
          return made(name);
        }
        if (entry.kind() == Kind.LINK) {
          follow(name);
        } else if (ahead.isEmpty()) {
          return handOver(List.of(name));
        } else if (entry.kind() == Kind.FOLDER) {
          enter(name);
        } else {
          behind.add(name);
          throw new Refused(
              Refused.NOT_FOUND,
              "there is no '" + path + "': '" + root.shown(behind) + "' is a file");
        }
      }
      return handOver(List.of());
    }

    private Place made(String name) throws Refused {
      List<String> missing = new ArrayList<>();
      missing.add(name);
      missing.addAll(ahead);
      for (String each : missing) {
        if (each.equals("..")) {
          throw Names.escape(
              path, "a symbolic link in it goes up through a folder that is missing");
        }
        Names.checkNew(path, each);
      }
      return handOver(missing);
    }

    private void enter(String name) throws IOException {
      OpenFolder next = folder.folder(name);
      folder.close();
      folder = next;
      behind.add(name);
    }

    private void up() throws Refused, IOException {
      if (behind.isEmpty()) {
        throw out();
      }
      List<String> way = List.copyOf(behind.subList(0, behind.size() - 1));
      restart();
      for (String name : way) {
        enter(name);
      }
    }

    private void restart() throws IOException {
      folder.close();
      folder = root.open();
      behind.clear();
    }

    /** Goes on with the names that a link stands for, which are then looked up like any others. */
    private void follow(String name) throws Refused, IOException {
      if (++links > MOST_LINKS) {
        throw new Refused(
            Refused.NOT_FOUND, "'" + path + "' passes more than " + MOST_LINKS + " symbolic links");
      }
      Path target = Path.of(folder.link(name));
      if (target.isAbsolute()) {
        if (!target.startsWith(root.path())) {
          throw out();
        }
        target = root.path().relativize(target);
        restart();
      }
      Path names = target;
      IntStream.iterate(names.getNameCount() - 1, i -> i >= 0, i -> i - 1)
          .mapToObj(i -> names.getName(i).toString())
          .filter(each -> !each.isEmpty() && !each.equals("."))
          .forEach(ahead::addFirst);
    }

    private Refused out() {
      return Names.escape(path, "a symbolic link in it leads outside " + root.described());
    }

    private Refused missing(String name) throws IOException {
      if (links > 0 && !path.contains(name)) {
        return new Refused(
            Refused.NOT_FOUND, "'" + path + "' passes a symbolic link that leads nowhere");
      }
      String where = behind.isEmpty() ? root.described() : "'" + root.shown(behind) + "'";
      List<String> names =
          folder.names().stream()
              .filter(each -> !Temporary.is(each))
              .limit(MOST_NAMES)
              .sorted()
              .toList();
      String hint = names.isEmpty() ? ", which is empty" : NearestName.hint(name, names);
      return new Refused(Refused.NOT_FOUND, "there is no '" + name + "' in " + where + hint);
    }

    private Place handOver(List<String> names) {
      handedOver = true;
      return new Place(
          new Place.Address(root, List.copyOf(behind), names), folder, guard.lock(root));
    }

    @Override
    public void close() throws IOException {
      if (!handedOver) {
        folder.close();
      }
    }
  }
}
