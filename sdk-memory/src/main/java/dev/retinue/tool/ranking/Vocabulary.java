package dev.retinue.tool.ranking;

import dev.retinue.collection.EnglishWords;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is known of words beside the tools: which ones people use for one another, what a file is by
 * its ending, and what the commonest words of German, French and Spanish are in English. Read from
 * the texts beside this class. Immutable.
 */
final class Vocabulary {
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+(?:-[\\p{L}]+)*");
  private static final List<String> COLUMNS = List.of("de", "fr", "es");

  /** An ending of a word beyond its beginning in the glossary is no longer than this. */
  private static final int LONGEST_ENDING = 4;

  private static final int LONGEST_WORD = 40;

  /** Parts of joined words are no shorter than this. */
  private static final int SHORTEST_PART = 4;

  private final Map<String, Set<String>> alike = new HashMap<>();
  private final Map<String, String> kinds = new HashMap<>();
  private final Map<String, Set<String>> functionWords = new LinkedHashMap<>();
  private final Map<String, Map<String, String>> glossary = new HashMap<>();

  Vocabulary(EnglishWords english) {
    for (String line : lines("synonyms.txt")) {
      Set<String> group = new HashSet<>(english.of(line));
      for (String word : group) {
        alike.computeIfAbsent(word, key -> new HashSet<>()).addAll(group);
      }
    }
    alike.forEach((word, others) -> others.remove(word));
    for (String line : lines("file-kinds.txt")) {
      String[] entry = line.split(": ", 2);
      for (String ending : entry[0].split(" ", -1)) {
        kinds.put(ending, entry[1]);
      }
    }
    for (String line : lines("functions.txt")) {
      String[] entry = line.split(": ", 2);
      functionWords.put(entry[0], Set.copyOf(List.of(entry[1].split(" ", -1))));
    }
    for (String line : lines("glossary.txt")) {
      String[] entry = line.split(": ", 2);
      String[] columns = entry[1].split(" \\| ", -1);
      for (int i = 0; i < columns.length; i++) {
        Map<String, String> words =
            glossary.computeIfAbsent(COLUMNS.get(i), key -> new HashMap<>());
        for (String beginning : columns[i].split(" ", -1)) {
          words.merge(beginning, entry[0], (a, b) -> a + " " + b);
        }
      }
    }
  }

  private static List<String> lines(String resource) {
    List<String> lines = new ArrayList<>();
    try (InputStream in = Vocabulary.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is missing beside " + Vocabulary.class);
      }
      BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          lines.add(line);
        }
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(resource + " cannot be read from the class path", e);
    }
  }

  /** Stems that are used for this one. */
  Set<String> alike(String stem) {
    return alike.getOrDefault(stem, Set.of());
  }

  /** What a file of this name is; empty if its ending is not known. */
  String kind(String file) {
    String ending = file.substring(file.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return kinds.getOrDefault(ending, "");
  }

  /**
   * How a text is to be put into English, told from its function words: German, French or Spanish
   * word for word, as far as the words are known; anything else as it is.
   */
  UnaryOperator<String> intoEnglish(String text) {
    String language = language(text);
    Map<String, String> known = glossary.get(language);
    if (known == null) {
      return UnaryOperator.identity();
    }
    Set<String> empty = functionWords.getOrDefault(language, Set.of());
    return part ->
        WORD.matcher(part)
            .replaceAll(word -> Matcher.quoteReplacement(gloss(word.group(), empty, known)));
  }

  /** The language most of whose function words stand in the text; English if in doubt. */
  private String language(String text) {
    List<String> words = new ArrayList<>();
    for (Matcher m = WORD.matcher(text); m.find(); ) {
      words.add(folded(m.group()));
    }
    String most = "en";
    long count = 0;
    for (Map.Entry<String, Set<String>> each : functionWords.entrySet()) {
      long met = words.stream().filter(each.getValue()::contains).count();
      if (met > count) {
        most = each.getKey();
        count = met;
      }
    }
    return most;
  }

  private static String gloss(String word, Set<String> empty, Map<String, String> known) {
    String folded = folded(word);
    if (empty.contains(folded)) {
      return "";
    }
    String whole = known(folded, known);
    if (whole == null && folded.startsWith("ge")) {
      whole = known(folded.substring(2), known);
    }
    if (whole != null || folded.length() > LONGEST_WORD) {
      return whole == null ? word : whole;
    }
    return joined(word, folded, known);
  }

  /** A joined word: its last part says what it is, its first part of what. */
  private static String joined(String word, String folded, Map<String, String> known) {
    for (int cut = SHORTEST_PART; cut <= folded.length() - SHORTEST_PART; cut++) {
      String last = known(folded.substring(cut), known);
      if (last != null) {
        String before = folded.substring(0, cut);
        String first = known(before, known);
        return (first == null ? before : first) + " " + last;
      }
    }
    for (int cut = folded.length() - 1; cut > SHORTEST_PART; cut--) {
      String first = known(folded.substring(0, cut), known);
      if (first != null) {
        return first + " " + word;
      }
    }
    return word;
  }

  private static @Nullable String known(String word, Map<String, String> known) {
    for (int length = word.length();
        length >= Math.max(2, word.length() - LONGEST_ENDING);
        length--) {
      if (length < word.length() && length < 3) {
        return null;
      }
      String english = known.get(word.substring(0, length));
      if (english != null) {
        return english;
      }
    }
    return null;
  }

  private static String folded(String word) {
    return Normalizer.normalize(
            word.toLowerCase(Locale.ROOT).replace("ß", "ss"), Normalizer.Form.NFD)
        .replaceAll("\\p{M}", "");
  }
}
