package dev.retinue.tools.general.files;

import dev.retinue.tools.catalogue.Arguments;
import dev.retinue.tools.catalogue.Refused;
import dev.retinue.tools.filesystem.Place;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a file must be for it to be changed. */
sealed interface Expected {
  /** Nothing is said. */
  record Any() implements Expected {}

  /** Nothing is there. */
  record Absent() implements Expected {}

  /**
   * @param sha256 of all its bytes
   */
  record Known(String sha256) implements Expected {}

  String CHANGED = "CHANGED";
  String EXISTS = "EXISTS";

  static Expected read(Arguments arguments) throws Refused {
    Optional<String> text = arguments.optionalText("ifSha").map(String::strip);
    if (text.isEmpty()) {
      return new Any();
    }
    if (text.get().equals("absent")) {
      return new Absent();
    }
    String sha = text.get().toLowerCase(Locale.ROOT);
    if (!Pattern.matches("[0-9a-f]{64}", sha)) {
      throw Refused.invalid(
          "'ifSha' must be the sha256 of an answer (64 hexadecimal digits), got '"
              + text.get()
              + "'");
    }
    return new Known(sha);
  }

  /** Whether a file has been named so exactly that doing the same again can be told. */
  static boolean isGiven(Arguments arguments) {
    return arguments.optionalText("ifSha").isPresent();
  }

  /** The SHA-256 of what is there; empty if nothing is. */
  static Optional<String> current(Place place) throws Refused, IOException {
    if (place.entry().isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = Channels.newInputStream(place.open())) {
      return Optional.of(Digests.of(in));
    }
  }

  /**
   * @param current SHA-256 of what is there
   * @throws Refused CHANGED or EXISTS
   */
  default void check(String path, Optional<String> current) throws Refused {
    switch (this) {
      case Any any -> {}
      case Absent absent -> {
        if (current.isPresent()) {
          throw new Refused(
              EXISTS, "'" + path + "' is there already; read it first, or choose another name");
        }
      }
      case Known(String sha256) -> {
        if (current.isEmpty()) {
          throw new Refused(CHANGED, "'" + path + "' is not there any more; nothing was changed");
        }
        if (!current.get().equals(sha256)) {
          throw new Refused(
              CHANGED,
              "'"
                  + path
                  + "' has changed since: its sha256 is "
                  + current.get()
                  + " and not "
                  + sha256
                  + "; read it again");
        }
      }
    }
  }
}
