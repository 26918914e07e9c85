package dev.retinue.llm.offline;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The typed values that stand in a text, each kind in order of appearance: what arguments are
 * filled from. Immutable.
 *
 * @param text what they were found in
 */
record Clues(String text) {
  private static final Pattern QUOTED =
      Pattern.compile("\"([^\"]+)\"|“([^”]+)”|(?<![\\p{L}\\d])'([^']+)'(?!\\p{L})|`([^`]+)`");
  private static final Pattern URL = Pattern.compile("https?://[^\\s<>\"']+[^\\s<>\"'.,;:!?)]");
  private static final Pattern EMAIL = Pattern.compile("[\\w.+-]+@[\\w-]+(?:\\.[\\w-]+)+");
  private static final Pattern PATH =
      Pattern.compile(
          "(?<![\\w@/.])(?:\\.{0,2}/)?(?:[\\w.-]+/)+[\\w.-]*[\\w]|(?<![\\w@/.])[\\w-]+(?:\\.[\\w-]+)*\\.[A-Za-z]\\w{0,4}(?![\\w@])");
  private static final Pattern GLOB = Pattern.compile("\\S*\\*\\S*\\.\\w+|\\*\\*?/\\S+");
  private static final Pattern NUMBER =
      Pattern.compile("(?<![\\w.,/:-])-?\\d+(?:,\\d{3})*(?:\\.\\d+)?(?![\\w/:]|[.,]\\d|-\\d)");
  private static final String MONTHS =
      "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
          + "|Sep(?:t(?:ember)?)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)";
  private static final Pattern DATE =
      Pattern.compile(
          "\\d{4}-\\d{2}-\\d{2}(?:[T ]\\d{2}:\\d{2}(?::\\d{2})?(?:Z|[+-]\\d{2}:?\\d{2})?)?"
              + "|\\d{1,2}(?:st|nd|rd|th)?\\s+(?:of\\s+)?"
              + MONTHS
              + ",?\\s+\\d{4}"
              + "|"
              + MONTHS
              + "\\s+\\d{1,2}(?:st|nd|rd|th)?,?\\s+\\d{4}");
  private static final Pattern NAME =
      Pattern.compile(
          "\\p{Lu}[\\p{L}\\d'’-]*(?:\\s+(?:(?:de|la|von|van|of|and)\\s+)?\\p{Lu}[\\p{L}\\d'’-]*)*");
  private static final Pattern ZONE =
      Pattern.compile("[A-Z][a-z]+(?:/[A-Z][A-Za-z_]+)+|\\bUTC(?:[+-]\\d{1,2})?\\b|\\bGMT\\b");
  private static final Pattern PLACED =
      Pattern.compile("\\b(?:in|for|at|near|to|from|of)\\s+(?:the\\s+)?(" + NAME.pattern() + ")");

  private static final Map<String, String> CITIES =
      Map.ofEntries(
          Map.entry("new york", "America/New_York"), Map.entry("boston", "America/New_York"),
          Map.entry("washington", "America/New_York"), Map.entry("toronto", "America/Toronto"),
          Map.entry("chicago", "America/Chicago"), Map.entry("denver", "America/Denver"),
          Map.entry("los angeles", "America/Los_Angeles"),
              Map.entry("seattle", "America/Los_Angeles"),
          Map.entry("san francisco", "America/Los_Angeles"),
              Map.entry("mexico city", "America/Mexico_City"),
          Map.entry("sao paulo", "America/Sao_Paulo"), Map.entry("são paulo", "America/Sao_Paulo"),
          Map.entry("buenos aires", "America/Argentina/Buenos_Aires"),
              Map.entry("london", "Europe/London"),
          Map.entry("dublin", "Europe/Dublin"), Map.entry("lisbon", "Europe/Lisbon"),
          Map.entry("paris", "Europe/Paris"), Map.entry("madrid", "Europe/Madrid"),
          Map.entry("berlin", "Europe/Berlin"), Map.entry("munich", "Europe/Berlin"),
          Map.entry("frankfurt", "Europe/Berlin"), Map.entry("vienna", "Europe/Vienna"),
          Map.entry("zurich", "Europe/Zurich"), Map.entry("rome", "Europe/Rome"),
          Map.entry("amsterdam", "Europe/Amsterdam"), Map.entry("brussels", "Europe/Brussels"),
          Map.entry("stockholm", "Europe/Stockholm"), Map.entry("oslo", "Europe/Oslo"),
          Map.entry("copenhagen", "Europe/Copenhagen"), Map.entry("helsinki", "Europe/Helsinki"),
          Map.entry("warsaw", "Europe/Warsaw"), Map.entry("prague", "Europe/Prague"),
          Map.entry("athens", "Europe/Athens"), Map.entry("istanbul", "Europe/Istanbul"),
          Map.entry("kyiv", "Europe/Kyiv"), Map.entry("moscow", "Europe/Moscow"),
          Map.entry("cairo", "Africa/Cairo"), Map.entry("lagos", "Africa/Lagos"),
          Map.entry("nairobi", "Africa/Nairobi"), Map.entry("johannesburg", "Africa/Johannesburg"),
          Map.entry("dubai", "Asia/Dubai"), Map.entry("delhi", "Asia/Kolkata"),
          Map.entry("mumbai", "Asia/Kolkata"), Map.entry("bangalore", "Asia/Kolkata"),
          Map.entry("singapore", "Asia/Singapore"), Map.entry("bangkok", "Asia/Bangkok"),
          Map.entry("hong kong", "Asia/Hong_Kong"), Map.entry("shanghai", "Asia/Shanghai"),
          Map.entry("beijing", "Asia/Shanghai"), Map.entry("seoul", "Asia/Seoul"),
          Map.entry("tokyo", "Asia/Tokyo"), Map.entry("sydney", "Australia/Sydney"),
          Map.entry("melbourne", "Australia/Melbourne"), Map.entry("auckland", "Pacific/Auckland"));
  private static final Map<String, String> CURRENCIES =
      Map.ofEntries(
          Map.entry("dollar", "USD"),
          Map.entry("euro", "EUR"),
          Map.entry("pound", "GBP"),
          Map.entry("yen", "JPY"),
          Map.entry("franc", "CHF"),
          Map.entry("rupee", "INR"),
          Map.entry("yuan", "CNY"),
          Map.entry("krona", "SEK"),
          Map.entry("zloty", "PLN"));
  private static final Set<String> LANGUAGES =
      Set.of(
          "english",
          "german",
          "french",
          "spanish",
          "italian",
          "portuguese",
          "dutch",
          "swedish",
          "polish",
          "russian",
          "ukrainian",
          "turkish",
          "arabic",
          "hindi",
          "chinese",
          "japanese",
          "korean",
          "greek",
          "latin");

  List<String> quoted() {
    List<String> found = new ArrayList<>();
    for (Matcher m = QUOTED.matcher(text); m.find(); ) {
      for (int i = 1; i <= m.groupCount(); i++) {
        if (m.group(i) != null) {
          found.add(m.group(i));
        }
      }
    }
    return found;
  }

  List<String> urls() {
    return all(URL, text);
  }

  List<String> emails() {
    return all(EMAIL, text);
  }

  /** Tokens with a slash or a file's extension. */
  List<String> paths() {
    String rest = EMAIL.matcher(URL.matcher(text).replaceAll(" ")).replaceAll(" ");
    return all(PATH, ZONE.matcher(GLOB.matcher(rest).replaceAll(" ")).replaceAll(" ")).stream()
        .filter(path -> !path.matches("[\\d./]+|(?i)(?:e\\.g|i\\.e|a\\.m|p\\.m)"))
        .toList();
  }

  List<String> globs() {
    return all(GLOB, text);
  }

  /** Numbers that are not part of a date, a time or a word; without the separators of thousands. */
  List<String> numbers() {
    return all(NUMBER, DATE.matcher(text).replaceAll(" ")).stream()
        .map(number -> number.replace(",", ""))
        .toList();
  }

  /** ISO dates and times as they stand; written dates as ISO dates. */
  List<String> dates() {
    return all(DATE, text).stream().map(Clues::iso).toList();
  }

  /** IANA ids, and the zones of well-known cities, in order. */
  List<String> zones() {
    record At(int index, String zone) {}
    List<At> found = new ArrayList<>();
    for (Matcher m = ZONE.matcher(text); m.find(); ) {
      if (isZone(m.group())) {
        found.add(new At(m.start(), m.group()));
      }
    }
    String lower =
        ZONE.matcher(text).replaceAll(m -> " ".repeat(m.group().length())).toLowerCase(Locale.ROOT);
    CITIES.forEach((city, zone) -> {
      Matcher m = Pattern.compile("\\b" + city + "\\b").matcher(lower);
      if (m.find()) {
        found.add(new At(m.start(), zone));
      }
    });
    return found.stream()
        .sorted(java.util.Comparator.comparingInt(At::index))
        .map(At::zone)
        .toList();
  }

  /** Currency codes, and the codes of currencies that are named. */
  List<String> currencies() {
    List<String> found = new ArrayList<>();
    for (Matcher m = Pattern.compile("[\\p{L}]+|[$€£¥]").matcher(text); m.find(); ) {
      String word = m.group();
      String code =
          switch (word) {
            case "$" -> "USD";
            case "€" -> "EUR";
            case "£" -> "GBP";
            case "¥" -> "JPY";
            default -> CURRENCIES.get(word.toLowerCase(Locale.ROOT).replaceAll("s$", ""));
          };
      if (code == null && word.matches("[A-Z]{3}") && isCurrency(word)) {
        code = word;
      }
      if (code != null && !found.contains(code)) {
        found.add(code);
      }
    }
    return found;
  }

  List<String> languages() {
    return Words.plain(text).stream()
        .filter(LANGUAGES::contains)
        .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
        .toList();
  }

  /** Names of places: after a preposition first, then any other name. */
  List<String> places() {
    List<String> found = new ArrayList<>();
    for (Matcher m = PLACED.matcher(text); m.find(); ) {
      if (!m.group(1).matches(MONTHS + ".*")) {
        found.add(m.group(1));
      }
    }
    names().stream().filter(name -> !found.contains(name)).forEach(found::add);
    return found;
  }

  /** Runs of capitalised words; the first word of a sentence alone is none. */
  List<String> names() {
    List<String> found = new ArrayList<>();
    String plain = URL.matcher(text).replaceAll(m -> "x".repeat(m.group().length()));
    for (Matcher m = NAME.matcher(plain); m.find(); ) {
      String before = plain.substring(0, m.start()).stripTrailing();
      boolean first = before.isEmpty() || before.matches("(?s).*[.!?]");
      String name = m.group();
      if (first && name.contains(" ")) {
        name = name.substring(name.indexOf(' ') + 1);
      } else if (first) {
        continue;
      }
      if (!name.matches("I|I'.*") && !name.matches(MONTHS)) {
        found.add(name);
      }
    }
    return found;
  }

  /** Tokens such as ACME or AAPL. */
  List<String> symbols() {
    return all(Pattern.compile("\\b[A-Z]{2,5}\\b"), text);
  }

  /** The text without all these values: what is left says what to do with them. */
  String withoutValues() {
    String rest = URL.matcher(text).replaceAll(" ");
    rest = EMAIL.matcher(rest).replaceAll(" ");
    rest = QUOTED.matcher(rest).replaceAll(" ");
    rest = DATE.matcher(rest).replaceAll(" ");
    String paths = paths().stream().map(Pattern::quote).collect(Collectors.joining("|"));
    rest = paths.isEmpty() ? rest : rest.replaceAll(paths, " ");
    for (String name : names()) {
      rest = rest.replace(name, " ");
    }
    return rest.replaceAll("\\d+", " ");
  }

  private static List<String> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(java.util.regex.MatchResult::group).toList();
  }

  private static boolean isZone(String id) {
    return id.startsWith("UTC") || id.equals("GMT") || ZoneId.getAvailableZoneIds().contains(id);
  }

  private static boolean isCurrency(String code) {
    return java.util.Currency.getAvailableCurrencies().stream()
        .anyMatch(currency -> currency.getCurrencyCode().equals(code));
  }

  private static String iso(String date) {
    String plain =
        date.replaceAll("(?<=\\d)(?:st|nd|rd|th)", "")
            .replaceAll("\\bof\\b|,", " ")
            .replaceAll("\\s+", " ");
    plain = plain.replaceAll("\\b(\\p{L}{3})\\p{L}+", "$1");
    for (String form : List.of("d MMM uuuu", "MMM d uuuu")) {
      Optional<LocalDate> parsed = parsed(plain, form);
      if (parsed.isPresent()) {
        return parsed.get().toString();
      }
    }
    return date;
  }

  private static Optional<LocalDate> parsed(String text, String form) {
    try {
      return Optional.of(LocalDate.parse(text, DateTimeFormatter.ofPattern(form, Locale.ENGLISH)));
    } catch (DateTimeException notThisForm) {
      return Optional.empty();
    }
  }
}
