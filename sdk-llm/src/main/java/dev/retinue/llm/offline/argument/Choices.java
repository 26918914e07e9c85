package dev.retinue.llm.offline.argument;

import dev.retinue.llm.offline.text.Clues;
import dev.retinue.llm.offline.text.Clues.Kind;
import dev.retinue.llm.offline.text.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds which values of an enumeration a text mentions. Confined. */
public final class Choices {
  /** Values whose common ways to be said are known; any other must be mentioned by its name. */
  private static final Map<String, Pattern> SPOKEN =
      Map.ofEntries(
          said(
              "now",
              "now|current(?:ly)?|today(?:'s)?|what time is it|what day is it|what's the time|the time in|time is it"),
          said("convert", "convert|translate|in .+ time|what time is .+ in"),
          said(
              "add",
              "add|plus|after|from now|from today|later|in \\d+ (?:days|weeks|months|hours|minutes)"),
          said("subtract", "subtract|minus|before|ago|earlier"),
          said("between", "between|until|since|how many days|how long (?:until|since)"),
          said("celsius", "celsius|°c|centigrade"),
          said("fahrenheit", "fahrenheit|°f"),
          said("high", "urgent|important|asap"),
          said("on", "turn on|switch on"),
          said("off", "turn off|switch off"),
          said("buy", "buy|purchase|go long"),
          said("sell", "sell|get rid of"),
          said("delete", "delete|remove|erase"),
          said("verify", "verify|valid|check|matches"),
          said("goto", "go to|open|visit|navigate to|load|browse to|head to"),
          said("reload", "refresh"),
          said("back", "previous page"),
          said("close_tab", "close (?:this|the|that)(?: browser)? tab"),
          said("list", "show|look|see|check|what|which|any|upcoming"),
          said("create", "add|put|schedule|book|set up|make|enter"),
          said("free_busy", "free|busy|available"),
          said("propose", "suggest|find (?:me )?(?:a|some) (?:slot|time)"),
          said("difference", "between|until|since|how many (?:days|weeks|months|hours)|how long"),
          said("diff", "differences?|changed|changes|uncommitted"),
          said("log", "history|(?:recent|last|latest) commits?"),
          said("blame", "who (?:last )?(?:touched|changed|wrote|edited)|last touched"),
          said("merge", "combine|join|concatenate|put together"),
          said("redact", "black out|blacken|censor"),
          said("resize", "shrink|scale|enlarge|smaller|bigger"),
          said("strip_metadata", "metadata|exif"),
          said("write", "make|create|generate|encode|turn"),
          said(
              "read",
              "decode|scan|what is (?:encoded )?(?:in|on)|what's (?:encoded )?(?:in|on)|says?"),
          said("text", "mentions?|the words?|phrase"),
          said("screen", "desktop|monitor|everything"),
          said("1d", "daily"),
          said("1h", "hourly"),
          said("1wk", "weekly"),
          said("select", "pick|choose"),
          said("press", "hit"),
          said("type", "enter|fill in"),
          said("x", "twitter|tweet"),
          said("min_volatility", "(?:least|minimum|lowest) (?:volatility|variance|risk)"),
          said("max_sharpe", "(?:best|highest|maximum|maximal) sharpe"),
          said("growth", "grown|grew|growing"),
          said("ratios", "ratios?|p/e|price[- ]earnings"),
          said("encrypt", "protect|lock"),
          said("decrypt", "unlock|decipher"));

  private record Mention(String value, int at) {}

  private final String text;
  private final List<Words.At> words;
  private final String plain;

  /**
   * @param clues the text; what stands in paths and addresses is not said of the choice
   */
  public Choices(Clues clues) {
    this.text = clues.masked(Kind.URL, Kind.PATH, Kind.EMAIL);
    this.plain = text.toLowerCase(Locale.ROOT);
    this.words = Words.positions(text);
  }

  private static Map.Entry<String, Pattern> said(String value, String ways) {
    return Map.entry(value, Pattern.compile("(?<![\\p{L}])(?:" + ways + ")(?![\\p{L}])"));
  }

  /** The value that is mentioned first; behind "to", "into" or "as" where something goes there. */
  public Optional<String> first(List<String> values, boolean target) {
    List<Mention> mentions = mentions(values);
    if (target) {
      for (Mention each : mentions) {
        if (each.at() > 0
            && plain
                .substring(0, each.at())
                .matches("(?s).*\\b(?:to|into|as|in)\\s+(?:an?\\s+|the\\s+)?")) {
          return Optional.of(each.value());
        }
      }
    }
    return mentions.stream().findFirst().map(Mention::value);
  }

  public List<String> all(List<String> values) {
    return mentions(values).stream().map(Mention::value).distinct().toList();
  }

  private List<Mention> mentions(List<String> values) {
    List<Mention> found = new ArrayList<>();
    for (String value : values) {
      List<String> stems = Words.plain(Words.spaced(value)).stream().map(Words::stem).toList();
      if (stems.isEmpty()) {
        continue;
      }
      for (int i = 0; i + stems.size() <= words.size(); i++) {
        boolean here = true;
        for (int j = 0; here && j < stems.size(); j++) {
          here = words.get(i + j).stem().equals(stems.get(j));
        }
        if (here && !isAside(value, i)) {
          found.add(new Mention(value, words.get(i).start()));
          break;
        }
      }
    }
    if (found.isEmpty()) {
      for (String value : values) {
        Pattern said = SPOKEN.get(value.toLowerCase(Locale.ROOT));
        Matcher m = said == null ? null : said.matcher(plain);
        if (m != null && m.find()) {
          found.add(new Mention(value, -1));
          return found; // in the order of the schema: the ways overlap
        }
      }
    }
    found.sort(Comparator.comparingInt(Mention::at));
    return found;
  }

  /** "Show me" is no order to show, and a letter is a value only where it is written as one. */
  private boolean isAside(String value, int at) {
    String next = at + 1 < words.size() ? words.get(at + 1).word() : "";
    if (value.equals("show") && next.matches("me|us")) {
      return true;
    }
    Words.At word = words.get(at);
    return value.length() == 1
        && !text.substring(word.start(), word.end()).equals(value)
        && !(at > 0 && words.get(at - 1).word().matches("on|to|for|and|via"));
  }
}
