package dev.retinue.llm.offline.text;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a file's extension says about its content, in stems of words that tools use of it. */
public final class FileTypes {
  private static final Map<String, Set<String>> WORDS =
      Stream.of(
              "pdf: pdf document",
              "docx doc odt rtf: word docx document",
              "xlsx xls xlsm ods: excel xlsx workbook spreadsheet",
              "pptx ppt odp: powerpoint pptx slide presentation",
              "csv tsv: csv data",
              "json jsonl: json data",
              "yaml yml toml ini conf properties env: yaml config text",
              "xml: xml",
              "html htm: html",
              "md markdown: markdown md text",
              "txt log text: text",
              "png jpg jpeg gif webp bmp svg tiff heic: image picture",
              "mp4 mov mkv avi: video",
              "mid midi: midi music",
              "wav mp3 flac ogg: audio sound",
              "sf2: soundfont",
              "zip tar gz tgz bz2 xz 7z rar jar: archive zip",
              "py js java ts sh c rs go rb: code source text",
              "sql db sqlite: sql database",
              "eml mbox: email message",
              "ics: calendar appointment")
          .flatMap(line -> {
            String[] parts = line.split(": ", 2);
            Set<String> words =
                Stream.of(parts[1].split(" ", -1))
                    .map(Words::stem)
                    .collect(Collectors.toUnmodifiableSet());
            return Stream.of(parts[0].split(" ", -1)).map(each -> Map.entry(each, words));
          })
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

  private static final Set<String> ALL =
      WORDS.values().stream().flatMap(Set::stream).collect(Collectors.toUnmodifiableSet());

  /** Words that any file answers to. */
  private static final Set<String> VAGUE =
      Stream.of("data", "text", "document", "source", "message")
          .map(Words::stem)
          .collect(Collectors.toUnmodifiableSet());

  private static final Pattern FEED = Pattern.compile("(?i)\\b(?:feeds?|rss|atom)\\b");
  private static final Set<String> FEEDS =
      Stream.of("feed", "rss", "atom").map(Words::stem).collect(Collectors.toUnmodifiableSet());

  private FileTypes() {}

  /** Empty for a path without a known extension. */
  public static Set<String> words(String path) {
    int dot = path.lastIndexOf('.');
    return dot < 0
        ? Set.of()
        : WORDS.getOrDefault(path.substring(dot + 1).toLowerCase(Locale.ROOT), Set.of());
  }

  /** What a web address says about what is there, in stems; empty for a page like any other. */
  public static Set<String> wordsOfAddress(String url) {
    return FEED.matcher(url).find() ? FEEDS : Set.of();
  }

  /** Those of the words that name a type of file. */
  public static Set<String> named(Set<String> words) {
    return words.stream()
        .filter(word -> ALL.contains(word) && !VAGUE.contains(word))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether the words name a type of file, and another one than the path's. */
  public static boolean contradict(Set<String> words, String path) {
    Set<String> own = words(path);
    if (own.isEmpty() || own.stream().anyMatch(words::contains)) {
      return false;
    }
    return words.stream().anyMatch(word -> ALL.contains(word) && !VAGUE.contains(word));
  }

  /** Whether the words name the path's very type. */
  public static boolean agree(Set<String> words, String path) {
    return words(path).stream().anyMatch(word -> !VAGUE.contains(word) && words.contains(word));
  }
}
