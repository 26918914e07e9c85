package dev.retinue.tools.filesystem;

import dev.retinue.tools.catalogue.Refused;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** How a path of a tool is read as names, and which names may be given to what is new. */
final class Names {
  private static final int MOST_CHARACTERS = 4_096;
  private static final int MOST_BYTES = 255;

  private static final Pattern SEPARATORS = Pattern.compile("[/\\\\]+");
  private static final Pattern ABSOLUTE = Pattern.compile("^(?:[/\\\\~]|[A-Za-z]:).*");

  /** Windows drops dots and spaces at the end, so that {@code ".. "} leads up there. */
  private static final Pattern UP = Pattern.compile("\\.[. ]*[. ]|\\. +");

  /** Devices of Windows, with any extension (Microsoft, "Naming Files, Paths, and Namespaces"). */
  private static final Pattern DEVICE =
      Pattern.compile(
          "(?:CON|PRN|AUX|NUL|CONIN\\$|CONOUT\\$|(?:COM|LPT)[0-9¹²³])(?:[. :].*)?",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern RESERVED_SIGNS = Pattern.compile("[<>:\"|?*]");

  private Names() {}

  /**
   * The names in a path, without empty ones and {@code .}.
   *
   * @throws Refused PATH_ESCAPE if it is absolute or goes up; INVALID_ARGUMENT if no file can have
   *     it
   */
  static List<String> read(String path) throws Refused {
    if (path.length() > MOST_CHARACTERS) {
      throw Refused.invalid(
          "a path of " + path.length() + " characters is too long; at most " + MOST_CHARACTERS);
    }
    if (ABSOLUTE.matcher(path).matches()) {
      throw escape(path, "paths are relative to the agent's folder, such as 'notes/plan.md'");
    }
    List<String> names = new ArrayList<>();
    for (String name : SEPARATORS.split(path, 0)) {
      if (name.isEmpty() || name.equals(".")) {
        continue;
      }
      if (UP.matcher(name).matches()) {
        throw escape(path, "'..' is not allowed; give the path from the agent's folder");
      }
      checkReadable(path, name);
      names.add(name);
    }
    return names;
  }

  private static void checkReadable(String path, String name) throws Refused {
    if (name.chars().anyMatch(Character::isISOControl)) {
      throw notAPath(path, "it has a control character");
    }
    if (name.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
      throw notAPath(path, "a name in it has more than " + MOST_BYTES + " bytes");
    }
    if (Temporary.is(name)) {
      throw notAPath(path, "'" + name + "' is the name of something unfinished");
    }
    if (File.separatorChar == '\\') {
      checkPortable(path, name);
    }
  }

  /**
   * Refuses a name that means something else on another system, or looks like another.
   *
   * @param path that it is in
   */
  static void checkNew(String path, String name) throws Refused {
    checkPortable(path, name);
    // Among them those that turn the direction of text, and those without width.
    if (name.codePoints().anyMatch(Names::isDeceptive)) {
      throw notAPath(path, "'" + name + "' has invisible characters; leave them out");
    }
    if (!name.equals(name.strip())) {
      throw notAPath(path, "'" + name + "' begins or ends with a space");
    }
  }

  private static void checkPortable(String path, String name) throws Refused {
    if (DEVICE.matcher(name).matches()) {
      throw notAPath(path, "'" + name + "' is a device on Windows; take another name");
    }
    if (name.endsWith(".") || name.endsWith(" ")) {
      throw notAPath(path, "'" + name + "' ends with a dot or a space, which Windows drops");
    }
    if (RESERVED_SIGNS.matcher(name).find()) {
      throw notAPath(path, "'" + name + "' has one of < > : \" | ? *");
    }
  }

  private static boolean isDeceptive(int character) {
    int type = Character.getType(character);
    return type == Character.FORMAT
        || type == Character.SURROGATE
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }

  static Refused escape(String path, String why) {
    return new Refused("PATH_ESCAPE", "'" + shown(path) + "' is outside: " + why);
  }

  private static Refused notAPath(String path, String why) {
    return Refused.invalid("'" + shown(path) + "' is not a path here: " + why);
  }

  private static String shown(String path) {
    return path.replaceAll("\\p{Cntrl}", "?");
  }
}
