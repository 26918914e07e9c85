package dev.retinue.llm.offline.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The content words of a text, stemmed, and their weights in a collection of texts. */
public final class Words {
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+(?:['’][\\p{L}]+)?");
  private static final Pattern CAMEL = Pattern.compile("(?<=[a-z])(?=[A-Z])|_");

  /**
   * Words that say little beside others: general verbs, and what the form of a question asks for.
   */
  private static final Set<String> LIGHT =
      Stream.of(
              ("come take bring go happen put keep become give use try mean work stay long high tall old far"
                      + " heavy deep wide fast day time year date month number thing place person"
                      + " people case speed amount way right now today currently possible allowed")
                  .split(" ", -1))
          .map(Words::stem)
          .collect(Collectors.toUnmodifiableSet());

  private static final double LITTLE = 0.35;
  private static final Set<String> EMPTY =
      Set.of(
          ("a an the this that these those it its they them their there here he she his her we us our"
                  + " you your yours i me my mine and or but if then so than as of to in on at by for"
                  + " from with without into onto about is are was were be been being am do does did"
                  + " done doing has have had having can could may might must shall should will would"
                  + " what which who whom whose when where why how whether not no yes any some all"
                  + " each much many more most very just also too please tell give show say says said"
                  + " know let get got make need want like ok hello hi hey thanks thank s t d ll re ve"
                  + " m up out kind type sort there's what's i'm i'd i'll it's don't doesn't didn't can't")
              .split(" ", -1));

  /** Words that say nearly the same in questions and in the texts that answer them. */
  private static final Map<String, String> SAME =
      Stream.of(
              "cost price fee charge expense",
              "begin start commence",
              "end finish stop",
              "buy purchase",
              "phone telephone",
              "car vehicle",
              "big large",
              "fast quick quickly",
              "picture image photo photograph",
              "repair fix mend",
              "employee staff worker",
              "delete remove erase",
              "mail email e-mail",
              "calculate compute calculation calculator",
              "children child kid kids",
              "built build building construct constructed",
              "clean cleaned cleaning wash",
              "forbidden prohibited banned",
              "2 two",
              "3 three",
              "4 four",
              "5 five",
              "6 six",
              "7 seven",
              "8 eight",
              "9 nine",
              "10 ten",
              "11 eleven",
              "12 twelve")
          .map(group -> group.split(" ", -1))
          .flatMap(group -> Stream.of(group).map(word -> Map.entry(stem(word), stem(group[0]))))
          .distinct()
          .collect(
              Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a));

  private Words() {}

  /** The stems of the words that carry content, each once, in order. */
  public static Set<String> content(String text) {
    Set<String> stems = new LinkedHashSet<>();
    for (Matcher m = WORD.matcher(text); m.find(); ) {
      String word = m.group().toLowerCase(Locale.ROOT);
      if (!EMPTY.contains(word)) {
        String stem = stem(word.replaceAll("['’]\\p{L}+$", ""));
        stems.add(SAME.getOrDefault(stem, stem));
      }
    }
    return stems;
  }

  /** The stem of one word, whether it carries content or not; words of nearly one meaning agree. */
  public static String common(String word) {
    String stem = stem(word.toLowerCase(Locale.ROOT).replaceAll("['’]\\p{L}+$", ""));
    return SAME.getOrDefault(stem, stem);
  }

  /** As {@link #content}, of a name in camel or snake case. */
  public static Set<String> ofName(String name) {
    return content(CAMEL.matcher(name).replaceAll(" "));
  }

  /** The name with its words apart. */
  public static String spaced(String name) {
    return CAMEL.matcher(name).replaceAll(" ").toLowerCase(Locale.ROOT);
  }

  /** A stem by a few suffixes; enough for two forms of a word to meet, no more. */
  public static String stem(String word) {
    String stem = word;
    if (stem.length() > 4 && stem.endsWith("ies")) {
      stem = stem.substring(0, stem.length() - 3) + "y";
    } else if (stem.length() > 4 && stem.matches(".*(?:s|x|z|ch|sh)es")) {
      stem = stem.substring(0, stem.length() - 2);
    } else if (stem.length() > 3 && stem.matches(".*[^siu]s")) {
      stem = stem.substring(0, stem.length() - 1);
    }
    for (String suffix : List.of("ations", "ation", "ings", "ing", "ed", "ment", "ity", "ly")) {
      if (stem.endsWith(suffix) && stem.length() - suffix.length() >= 3) {
        stem = stem.substring(0, stem.length() - suffix.length());
        break;
      }
    }
    if (stem.length() > 6 && (stem.endsWith("er") || stem.endsWith("or"))) {
      stem = stem.substring(0, stem.length() - 2);
    }
    int last = stem.length() - 1;
    if (last > 3 && stem.charAt(last) == stem.charAt(last - 1)) {
      stem = stem.substring(0, last);
    }
    if (stem.length() > 3 && stem.endsWith("e")) {
      stem = stem.substring(0, stem.length() - 1);
    }
    return stem.length() > 3 && stem.endsWith("y")
        ? stem.substring(0, stem.length() - 1) + "i"
        : stem;
  }

  /** How telling a word is among texts: the rarer, the more; in the manner of BM25's idf. */
  public static final class Weights {
    /** As if so many other texts were there: among a few, a word in one of them seems common. */
    private static final int UNSEEN = 10;

    private final Map<String, Integer> texts = new HashMap<>();
    private final int count;

    public Weights(Collection<Set<String>> all) {
      count = all.size() + UNSEEN;
      all.forEach(words -> words.forEach(word -> texts.merge(word, 1, Integer::sum)));
    }

    public double of(String word) {
      int with = texts.getOrDefault(word, 0);
      double rarity = Math.log(1 + (count - with + 0.5) / (with + 0.5));
      return LIGHT.contains(word) ? LITTLE * rarity : rarity;
    }

    /** The weight of a word that no text has. */
    public double most() {
      return Math.log(1 + (count + 0.5) / 0.5);
    }

    /** Whether any text has the word. */
    public boolean knows(String word) {
      return texts.containsKey(word);
    }

    public double sum(Collection<String> words) {
      return words.stream().mapToDouble(this::of).sum();
    }
  }

  /**
   * A word where it stands.
   *
   * @param word in lower case
   */
  public record At(String word, String stem, int start, int end) {}

  /** All words, with their places. */
  public static List<At> positions(String text) {
    List<At> words = new ArrayList<>();
    for (Matcher m = WORD.matcher(text); m.find(); ) {
      String word = m.group().toLowerCase(Locale.ROOT);
      words.add(new At(word, stem(word), m.start(), m.end()));
    }
    return words;
  }

  /** The words in lower case, as they stand. */
  public static List<String> plain(String text) {
    List<String> words = new ArrayList<>();
    for (Matcher m = WORD.matcher(text); m.find(); ) {
      words.add(m.group().toLowerCase(Locale.ROOT));
    }
    return words;
  }
}
