package dev.retinue.tools.filesystem;

import java.util.UUID;
import java.util.regex.Pattern;

/** Names of what is not yet what it will be; no tool can say or see one. */
final class Temporary {
  private static final Pattern NAME = Pattern.compile("\\.retinue-[0-9a-f-]{36}\\.tmp");

  private Temporary() {}

  static String name() {
    return ".retinue-" + UUID.randomUUID() + ".tmp";
  }

  static boolean is(String name) {
    return NAME.matcher(name).matches();
  }
}
