package dev.retinue.llm.offline.argument;

import dev.retinue.llm.offline.text.Clues;
import dev.retinue.llm.offline.text.Clues.Kind;
import dev.retinue.llm.offline.text.FileTypes;
import dev.retinue.llm.offline.text.Words;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds free text that is set apart by how it is said rather than by quotes. Confined. */
final class Phrasing {
  private static final Pattern ASKED =
      Pattern.compile(
          "(?i)^(?:please\\s+|(?:can|could|would|will) you\\s+(?:please\\s+)?|i(?:'d| would)? (?:want|like|need) (?:you )?to\\s+|go\\s+|let's\\s+)*"
              + "(?:search(?: (?:the )?(?:web|internet|net|online))?(?: for)?|look up|look (?:online|on the (?:web|internet)) for|google"
              + "|find (?:me )?(?:some )?(?:pages|articles|sites|information|something|results)(?: on the (?:internet|web)| online)? (?:about|on|for)"
              + "|find(?: out)?(?: on the (?:internet|web))?(?: about)?|what do (?:you|we) know about"
              + "|(?:do |run )?(?:some )?research(?: on| into)?|investigate|look into|dig into)\\s+");
  private static final Pattern SOUGHT =
      Pattern.compile(
          "(?i)\\b(?:search|look|looking|hunt|grep|scan|query|mail|inbox|messages?|files?)\\b.*?\\b(?:for|about|mention(?:s|ing)?|contain(?:s|ing)?|with)\\s+(.+)$");
  private static final Pattern WHERE =
      Pattern.compile(
          "(?i)\\s+(?:in|inside|under|within|from)\\s+(?:the\\s+)?(?:\\S*[/.]\\S+|\\w+ (?:folder|directory)|my \\w+)\\s*$");
  private static final Pattern AFTERWARDS =
      Pattern.compile(
          "(?is)(?::\\s+|\\b(?:saying|says|say|stating|that reads|reading|writing)\\s+(?:that\\s+)?|\\bremind me to\\s+|\\bnote that\\s+"
              + "|\\b(?:tell|inform|let|notify|warn|message|write|mail|email)\\b[^.:]*?(?:\\bthat|\\bknow(?: that)?)\\s+)(.+)$");
  private static final Pattern CODE =
      Pattern.compile(
          "(?is)(?:^|:\\s+|\\b(?:run|execute|evaluate)\\s+(?:the\\s+)?(?:(?:shell\\s+)?command\\s+|script\\s+|code\\s+)?)(\\S.*?)(?:\\s+(?:in|on|from) (?:the |a )?(?:terminal|shell|page|console|command line|sandbox|browser))?[.?!]?$");

  private final Clues clues;
  private final String text;

  Phrasing(Clues clues) {
    this.clues = clues;
    this.text = clues.text();
  }

  /** The request itself, without the words that order it. */
  String request() {
    Matcher asked = ASKED.matcher(text);
    String rest = asked.find() ? text.substring(asked.end()) : sought().orElse(text);
    return WHERE.matcher(bare(rest)).replaceFirst("");
  }

  private Optional<String> sought() {
    Matcher m = SOUGHT.matcher(text);
    return m.find() ? Optional.of(m.group(1)) : Optional.empty();
  }

  /** What follows a colon, "saying" or "that". */
  Optional<String> afterwards() {
    Matcher m = AFTERWARDS.matcher(clues.masked(Kind.URL));
    return m.find()
        ? Optional.of(bare(text.substring(m.start(1), m.end(1)))).filter(said -> !said.isEmpty())
        : Optional.empty();
  }

  /** What is to be run: quoted, or behind the order to run it. */
  Optional<String> code() {
    Matcher colon = Pattern.compile("(?s):\\s+(\\S.*)$").matcher(text);
    if (colon.find()) {
      return Optional.of(colon.group(1).strip());
    }
    Matcher m = CODE.matcher(text);
    return m.find() && m.start(1) > 0 ? Optional.of(m.group(1).strip()) : Optional.empty();
  }

  /** What is named by a word: "titled Spring", "subject: Lunch", "the password hunter2". */
  Optional<String> labelled(Slot slot) {
    Matcher m = slot.label().matcher(text);
    while (m.find()) {
      String value = m.group(1) != null ? m.group(1) : m.group(2) != null ? m.group(2) : m.group(3);
      if (m.group(3) == null
          || value.matches(
              "(?i)(?!the$|and$|a$|an$|in$|for$|to$|my$|of$|with$|is$|from$|on$|has$|ever$|or$|this$|that$|it$|at$|by$)\\S+.*")) {
        return Optional.of(m.group(3) == null ? value : value.replaceAll("[.?!,;:]+$", ""));
      }
    }
    return Optional.empty();
  }

  /** The old and the new of "change X to Y" and "replace X with Y". */
  Optional<String> exchanged(boolean old) {
    Matcher m = EXCHANGED.matcher(text);
    return m.find()
        ? Optional.of(m.group(old ? 1 : 2).replaceAll("^[\"']|[\"']$", "").strip())
        : Optional.empty();
  }

  /** What is looked for: quoted or not, "grep the folder for TODO". */
  Optional<String> soughtWord() {
    return sought()
        .map(Phrasing::bare)
        .map(said -> WHERE.matcher(said).replaceFirst(""))
        .map(said ->
            said.replaceFirst("(?i)^(?:the |any |all )?(?:words?|text|term|phrase|string)\\s+", ""))
        .map(Phrasing::bare)
        .filter(said -> !said.isEmpty() && said.length() < 80);
  }

  /** "All csv files" as a pattern of names. */
  Optional<String> globOfType() {
    Matcher m = Pattern.compile("(?i)\\b(?:\\.)?(\\w{2,5})[- ]files\\b").matcher(text);
    return m.find() && !FileTypes.words("." + m.group(1)).isEmpty()
        ? Optional.of("*." + m.group(1).toLowerCase(Locale.ROOT))
        : Optional.empty();
  }

  /** What the order is done to: "toot Heron is out on Mastodon" is about "Heron is out". */
  Optional<String> object(Slot slot) {
    if (slot.spaced().startsWith("password")) {
      return unusual();
    }
    if (slot.spaced().matches("subject|title|data|key")) {
      return Optional.empty();
    }
    Matcher m = OBJECT.matcher(text);
    return m.find() && !REFERS.matcher(m.group(1)).matches()
        ? Optional.of(bare(m.group(1)))
        : Optional.empty();
  }

  private static final Pattern EXCHANGED =
      Pattern.compile(
          "(?i)\\b(?:replace|change|substitute|swap|turn)\\s+(?:every\\s+|all\\s+|the\\s+(?:words?\\s+|line\\s+|text\\s+)?)?(.+?)\\s+(?:with|to|by|into|for)\\s+(.+?)(?:\\s+in\\s+\\S+)?[.?!]?$");

  private static final Pattern OBJECT =
      Pattern.compile(
          "(?i)^(?:please\\s+|(?:can|could|would) you\\s+(?:please\\s+)?)*(?:write|save|put|store|append|add|post|toot|tweet|publish|share|send|queue|schedule|say)\\s+"
              + "(?:the (?:text|words?|line|message|note)\\s+)?(.+?)\\s+(?:to|into|in|on|at|for|as)\\s+(?:the\\s+)?(?:end of\\s+)?(?:file\\s+)?(?:my\\s+)?(?:\\S+[./]\\S+|mastodon|bluesky|x|twitter|\\d{4}-\\d\\d.*)\\b.*$");

  private static final Pattern REFERS =
      Pattern.compile(
          "(?i)(?:it|this|that|them|these|those|(?:the|this|my|our|that|a) (?:\\w+ )?(?:post|draft|text|notes?|result|results|message|announcement|summary|answer|file|data|list|thread|update|picture|image)).*");

  /** A token that is no word: letters with digits or signs in between. */
  private Optional<String> unusual() {
    Matcher m =
        Pattern.compile(
                "(?<!\\S)(?=\\S*[A-Za-z])(?=\\S*[\\d@#$%&*!_+-])[^\\s\"']{5,}?(?=[?.,!]?(?:\\s|$))")
            .matcher(clues.masked(Clues.Kind.URL, Clues.Kind.EMAIL, Clues.Kind.DATE));
    return m.find() ? Optional.of(m.group()) : Optional.empty();
  }

  /** A token of the same shape as the example that the description gives: "such as ABAB". */
  Optional<String> shaped(Slot slot) {
    Matcher example =
        Pattern.compile("\\b(?:such as|for example|e\\.g\\.)\\s+(\\S+?)(?:[,.;)]|\\s|$)")
            .matcher(slot.description());
    if (!example.find() || !example.group(1).matches("[A-Z]{4,}|(?=.*\\d)[\\w:/-]+")) {
      return Optional.empty();
    }
    String shape =
        example.group(1).replaceAll("[A-Z]+", "[A-Z]+").replaceAll("(?<!\\[A-Z\\]?)\\d+", "\\\\d+");
    Matcher m = Pattern.compile("(?<!\\w)" + shape + "(?!\\w)").matcher(text);
    return m.find() && m.group().length() > 1 ? Optional.of(m.group()) : Optional.empty();
  }

  /** What "define serendipity" is about. */
  Optional<String> lastWord() {
    List<String> words = Words.plain(text);
    return words.size() < 2 || words.size() > 4 ? Optional.empty() : Optional.of(words.getLast());
  }

  private static String bare(String text) {
    return text.strip().replaceAll("[?.!\\s]+$", "").replaceAll("^[\"“]|[\"”]$", "");
  }
}
