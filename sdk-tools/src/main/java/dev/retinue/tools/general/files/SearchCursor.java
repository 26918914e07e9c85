package dev.retinue.tools.general.files;

import dev.retinue.tools.catalogue.Refused;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * After which hit a search goes on.
 *
 * @param path as tools name it; empty to begin
 */
record SearchCursor(String path, int line) {
  private static final Pattern TEXT = Pattern.compile("(.+):(\\d{1,9})");

  static SearchCursor read(Optional<String> cursor) throws Refused {
    if (cursor.isEmpty()) {
      return new SearchCursor("", 0);
    }
    Matcher matcher = TEXT.matcher(cursor.get());
    if (!matcher.matches()) {
      throw Refused.invalid("'cursor' must be that of an answer, got '" + cursor.get() + "'");
    }
    return new SearchCursor(matcher.group(1), Integer.parseInt(matcher.group(2)));
  }
}
