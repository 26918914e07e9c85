package dev.retinue.llm.offline.text;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The typed values that stand in a text, each kind in order of appearance: what arguments are
 * filled from. Each kind is looked for once. Confined.
 */
public final class Clues {
  /** A kind of value. */
  public enum Kind {
    QUOTED,
    URL,
    EMAIL,
    PATH,
    FOLDER,
    GLOB,
    NUMBER,
    DATE,
    TIME,
    LENGTH,
    ZONE,
    CURRENCY,
    LANGUAGE,
    SYMBOL,
    NAME,
    PLACE,
    CELLS,
    PAGES,
    MUSIC_KEY,
    REFERENCE,
    JSON_PATH,
    SQL
  }

  private static final Pattern QUOTED =
      Pattern.compile("\"([^\"]+)\"|“([^”]+)”|(?<![\\p{L}\\d])'([^']+)'(?!\\p{L})|`([^`]+)`");
  private static final Pattern URL =
      Pattern.compile("(?:https?|ftp|wss?)://[^\\s<>\"'`]+[^\\s<>\"'`.,;:!?)]");
  private static final Pattern HOST =
      Pattern.compile(
          "(?<![\\w@/.-])(?:[\\w-]+\\.)+(?:com|org|net|edu|gov|io|dev|app|example)(?:/[^\\s<>\"']*[^\\s<>\"'.,;:!?)])?(?![\\w.-]*\\w)");
  private static final Pattern EMAIL = Pattern.compile("[\\w.+-]+@[\\w-]+(?:\\.[\\w-]+)+");
  private static final Pattern PATH =
      Pattern.compile(
          "(?<![\\w@/.~])(?:~/|\\.{0,2}/)?(?:[\\w.-]+/)+(?:[\\w.-]*[\\w])?"
              + "|(?<![\\w@/.])(?:~|\\.{0,2})/[\\w.-]*\\w"
              + "|(?<![\\w@/.])[\\w-]+(?:\\.[\\w-]+)*\\.[A-Za-z]\\w{0,5}(?![\\w@])"
              + "|(?<![\\w@/.])\\.(?:env|gitignore|bashrc)\\b");
  private static final Pattern SPACED_PATH =
      Pattern.compile("[^\\n?*]{1,200}\\.[A-Za-z]\\w{0,5}|(?:[^/\\n?*]{1,60}/)+[^\\n?*]{0,100}");
  private static final Pattern FOLDER =
      Pattern.compile(
          "(?i)\\b(?:folder|directory|dir)\\s+(?:called\\s+|named\\s+)?([\\w][\\w.-]*)|\\b([\\w][\\w.-]*)\\s+(?:folder|directory|dir)\\b");
  private static final Pattern NO_FOLDER =
      Pattern.compile(
          "(?i)the|this|that|my|our|your|a|an|which|what|current|same|each|every|into|in|to|of|with|and|is|for|whole|working|new|another|called|named|structure|tree|it|them|from|under|where|has|are|or|root|parent");
  private static final Pattern GLOB = Pattern.compile("\\S*\\*\\S*\\.\\w+|\\*\\*?/\\S+");
  private static final Pattern NAME =
      Pattern.compile(
          "\\p{Lu}[\\p{L}\\d'’-]*(?:\\s+(?:(?:de|la|von|van|of|and)\\s+)?\\p{Lu}[\\p{L}\\d'’-]*)*");
  private static final Pattern PLACED =
      Pattern.compile("\\b(?:in|for|at|near|to|from|of)\\s+(?:the\\s+)?(" + NAME.pattern() + ")");
  private static final Pattern SYMBOL =
      Pattern.compile("(?<![\\w.])[A-Z]{1,5}(?:[./-][A-Z]{1,3})?(?![\\w/.]\\w|\\w)");
  private static final Pattern NO_SYMBOL =
      Pattern.compile(
          "[AI]|PDF|CSV|JSON|XML|HTML|URL|API|SQL|MP3|WAV|MIDI|PNG|JPG|SVG|RSI|MACD|SMA|EMA|ATR|ADX|VWAP|OHLCV|DCF|VAR|CVAR|USD|EUR|GBP|JPY|CHF|NYSE|ETF|CEO|UTC|GMT|OCR|RSS|QR|KPI|ID|OK|US|USA|UK|EU|AM|PM|BUY|SELL|PE|TODO|HTTP|GET|POST|PUT|IPO|GTC|IOC|FOK|DAY|HRP|LIFO|FIFO|XLSX|DOCX|PPTX|YTD|PNL");
  private static final Pattern CELLS =
      Pattern.compile("\\b[A-Z]{1,3}\\d{1,5}:[A-Z]{1,3}\\d{1,5}\\b|\\b[A-Z]{1,3}:[A-Z]{1,3}\\b");
  private static final Pattern PAGES =
      Pattern.compile(
          "(?i)\\bpages?\\s+(\\d+(?:\\s*(?:-|–|to|through)\\s*\\d+)?(?:\\s*(?:,|and)\\s*\\d+(?:\\s*[-–]\\s*\\d+)?)*)");
  private static final Pattern MUSIC_KEY =
      Pattern.compile("\\b[A-G](?:#|b|-sharp|-flat)? (?:major|minor)\\b");
  private static final Pattern REFERENCE = Pattern.compile("\\b(?:[a-z]\\d{1,4}|s\\d+e\\d+)\\b");
  private static final Pattern JSON_PATH = Pattern.compile("\\$(?:\\.\\.?[\\w*]+|\\[[^\\]]*])+");
  private static final Pattern SQL =
      Pattern.compile("(?is)\\b(?:select\\b.+?\\bfrom|with\\s+\\w+\\s+as\\s*\\()\\b.*");

  private static final Pattern SQL_END =
      Pattern.compile(
          "(?i)(?:\\s+(?:against|on|in|from) (?:the )?(?:\\w+ )?database(?: \\w+)?)?[.?!;`]*\\s*$");

  private final String text;
  private final Moments moments;
  private final Map<Kind, List<Found>> found = new EnumMap<>(Kind.class);

  /** Without a date of today, so that only absolute dates are found. */
  public Clues(String text) {
    this(text, Optional.empty());
  }

  /**
   * @param text what to look in
   * @param today what "tomorrow" is counted from
   */
  public Clues(String text, Optional<LocalDate> today) {
    this.text = text;
    this.moments = new Moments(text, today);
  }

  public String text() {
    return text;
  }

  /** The values of a kind, in order. */
  public List<Found> all(Kind kind) {
    List<Found> known = found.get(kind);
    if (known == null) {
      known = List.copyOf(find(kind));
      found.put(kind, known);
    }
    return known;
  }

  private List<Found> find(Kind kind) {
    return switch (kind) {
      case QUOTED -> findQuoted();
      case URL -> findUrls();
      case EMAIL -> matches(EMAIL, text);
      case PATH -> findPaths();
      case FOLDER -> findFolders();
      case GLOB -> matches(GLOB, text);
      case NUMBER -> Numbers.in(masked(Kind.DATE, Kind.URL, Kind.EMAIL, Kind.PATH, Kind.TIME));
      case DATE -> moments.dates();
      case TIME -> moments.times();
      case LENGTH -> moments.lengths();
      case ZONE -> Gazetteer.zones(text);
      case CURRENCY -> Gazetteer.currencies(text);
      case LANGUAGE -> Gazetteer.languages(masked(Kind.QUOTED));
      case SYMBOL ->
          matches(SYMBOL, masked(Kind.URL, Kind.PATH, Kind.QUOTED)).stream()
              .filter(each -> !NO_SYMBOL.matcher(each.value()).matches())
              .toList();
      case NAME -> findNames();
      case PLACE -> findPlaces();
      case CELLS -> matches(CELLS, text);
      case PAGES ->
          PAGES
              .matcher(text)
              .results()
              .map(m ->
                  new Found(
                      m.group(1)
                          .replaceAll("\\s*(?:to|through|–)\\s*", "-")
                          .replaceAll("\\s*(?:,|and)\\s*", ","),
                      m.start(),
                      m.end()))
              .toList();
      case MUSIC_KEY -> matches(MUSIC_KEY, text);
      case REFERENCE -> matches(REFERENCE, masked(Kind.URL, Kind.PATH));
      case JSON_PATH -> matches(JSON_PATH, text);
      case SQL ->
          matches(SQL, text).stream()
              .map(each ->
                  new Found(
                      SQL_END.matcher(each.value()).replaceFirst(""), each.start(), each.end()))
              .toList();
    };
  }

  public List<String> quoted() {
    return values(Kind.QUOTED);
  }

  public List<String> urls() {
    return values(Kind.URL);
  }

  public List<String> emails() {
    return values(Kind.EMAIL);
  }

  /** Tokens with a slash or a file's extension; with spaces where they are quoted. */
  public List<String> paths() {
    return values(Kind.PATH);
  }

  /** Numbers that are not part of a date, a time or a word; without the separators of thousands. */
  public List<String> numbers() {
    return values(Kind.NUMBER);
  }

  /** ISO dates and times as they stand; written dates as ISO dates. */
  public List<String> dates() {
    return values(Kind.DATE);
  }

  /** IANA ids, and the zones of well-known cities, in order. */
  public List<String> zones() {
    return values(Kind.ZONE);
  }

  /** Names of places: after a preposition first, then any other name. */
  public List<String> places() {
    return values(Kind.PLACE);
  }

  /** Runs of capitalised words; the first word of a sentence alone is none. */
  public List<String> names() {
    return values(Kind.NAME);
  }

  public List<String> values(Kind kind) {
    return all(kind).stream().map(Found::value).toList();
  }

  /** Days named from today that cannot be dated, since today is not known: "next Friday". */
  public List<Found> undated() {
    return moments.relative();
  }

  /** The text without all these values: what is left says what to do with them. */
  public String withoutValues() {
    char[] rest =
        masked(Kind.URL, Kind.EMAIL, Kind.QUOTED, Kind.DATE, Kind.PATH, Kind.NAME).toCharArray();
    for (int i = 0; i < rest.length; i++) {
      rest[i] = Character.isDigit(rest[i]) ? ' ' : rest[i];
    }
    return new String(rest);
  }

  /** The text with its addresses and files told as such: their names say nothing of what to do. */
  public String inWords() {
    StringBuilder words = new StringBuilder();
    List<Found> values = new ArrayList<>(all(Kind.URL));
    values.addAll(all(Kind.PATH));
    values.addAll(all(Kind.EMAIL));
    values.sort(Comparator.comparingInt(Found::start));
    int at = 0;
    for (Found each : values) {
      if (each.start() >= at) {
        int dot = each.value().lastIndexOf('.');
        String as =
            all(Kind.URL).contains(each)
                ? "a web page"
                : all(Kind.EMAIL).contains(each)
                    ? "an e-mail address"
                    : dot > 0 ? "a " + each.value().substring(dot + 1) + " file" : "a folder";
        words.append(text, at, each.start()).append(as);
        at = each.end();
      }
    }
    return words.append(text.substring(at)).toString();
  }

  /** The text with blanks where values of these kinds stand; every other place is as it was. */
  public String masked(Kind... kinds) {
    return masked(' ', kinds);
  }

  /**
   * As {@link #masked(Kind...)}, with another sign than a blank, which would join what is beside.
   */
  public String masked(char by, Kind... kinds) {
    char[] rest = text.toCharArray();
    for (Kind kind : kinds) {
      for (Found each : all(kind)) {
        java.util.Arrays.fill(rest, each.start(), each.end(), by);
      }
    }
    return new String(rest);
  }

  private List<Found> findQuoted() {
    List<Found> quoted = new ArrayList<>();
    for (Matcher m = QUOTED.matcher(text); m.find(); ) {
      for (int i = 1; i <= m.groupCount(); i++) {
        if (m.group(i) != null) {
          quoted.add(new Found(m.group(i), m.start(), m.end()));
        }
      }
    }
    return quoted;
  }

  /** Full addresses, and bare hosts as one would type them. */
  private List<Found> findUrls() {
    List<Found> urls = new ArrayList<>(matches(URL, text));
    String rest = EMAIL.matcher(blank(URL, text)).replaceAll(m -> " ".repeat(m.group().length()));
    for (Matcher m = HOST.matcher(rest); m.find(); ) {
      urls.add(new Found("https://" + m.group(), m.start(), m.end()));
    }
    urls.sort(Comparator.comparingInt(Found::start));
    return urls;
  }

  private List<Found> findPaths() {
    List<Found> paths = new ArrayList<>();
    String rest = blank(GLOB, masked(Kind.EMAIL, Kind.URL));
    for (Found quoted : all(Kind.QUOTED)) {
      if (SPACED_PATH.matcher(quoted.value()).matches()
          && !URL.matcher(quoted.value()).find()
          && !EMAIL.matcher(quoted.value()).find()
          && quoted.value().split("\\s+", -1).length <= 6) {
        paths.add(quoted);
      }
    }
    rest = masked(rest, all(Kind.QUOTED));
    for (Found each : matches(PATH, Gazetteer.withoutZones(rest))) {
      if (!each.value().matches("[\\d./]+|(?i)(?:e\\.g|i\\.e|a\\.m|p\\.m|and/or|n/a)")) {
        paths.add(each);
      }
    }
    paths.sort(Comparator.comparingInt(Found::start));
    return paths;
  }

  private List<Found> findFolders() {
    List<Found> folders = new ArrayList<>();
    for (Matcher m = FOLDER.matcher(text); m.find(); ) {
      int group = m.group(1) != null ? 1 : 2;
      if (!NO_FOLDER.matcher(m.group(group)).matches()) {
        folders.add(new Found(m.group(group), m.start(group), m.end(group)));
      }
    }
    return folders;
  }

  private List<Found> findPlaces() {
    List<Found> places = new ArrayList<>();
    for (Matcher m = PLACED.matcher(text); m.find(); ) {
      if (!Moments.MONTH.matcher(m.group(1)).lookingAt()) {
        places.add(new Found(m.group(1), m.start(1), m.end(1)));
      }
    }
    for (Found name : all(Kind.NAME)) {
      if (places.stream().noneMatch(place -> place.value().equals(name.value()))) {
        places.add(name);
      }
    }
    return places;
  }

  private List<Found> findNames() {
    List<Found> names = new ArrayList<>();
    String plain = masked(Kind.URL).replaceAll("(?<=\\s)(?=\\S*://)", " ");
    for (Matcher m = NAME.matcher(plain); m.find(); ) {
      String before = plain.substring(0, m.start()).stripTrailing();
      boolean first = before.isEmpty() || ".!?".indexOf(before.charAt(before.length() - 1)) >= 0;
      String name = m.group();
      int start = m.start();
      if (first && name.contains(" ")) {
        start += name.indexOf(' ') + 1;
        name = name.substring(name.indexOf(' ') + 1);
      } else if (first) {
        continue;
      }
      if (!name.matches("I|I'.*") && !Moments.MONTH.matcher(name).matches()) {
        names.add(new Found(name, start, m.end()));
      }
    }
    return names;
  }

  private static String masked(String text, List<Found> values) {
    char[] rest = text.toCharArray();
    values.forEach(each -> java.util.Arrays.fill(rest, each.start(), each.end(), ' '));
    return new String(rest);
  }

  private static String blank(Pattern pattern, String text) {
    return pattern.matcher(text).replaceAll(m -> " ".repeat(m.group().length()));
  }

  private static List<Found> matches(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(m -> new Found(m.group(), m.start(), m.end()))
        .collect(Collectors.toList());
  }
}
