package dev.retinue.llm.offline.argument;

import dev.retinue.llm.offline.text.Clues.Kind;
import dev.retinue.llm.offline.text.Expression;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a parameter of free text is for, told from its name and description; the first that fits.
 */
enum Purpose {
  EXPRESSION("expression|expr|formula|calculation|equation", "", null, 0.3),
  SQL("sql", "\\bsql\\b|\\bselect statement", Kind.SQL, 0.45),
  JSON_PATH("jsonpath|json path", "\\bjsonpath\\b|\\bjmespath\\b", Kind.JSON_PATH, 0.45),
  EMAIL(
      "email|emails|recipient|recipients|cc|bcc|attendees",
      "\\be-?mail address(?:es)?\\b|\\brecipients?\\b|\\baddress(?:es)? (?:of the (?:sender|participant)|for a copy)",
      Kind.EMAIL,
      0.3),
  URL(
      "url|urls|uri|link|links|website|webpage|href|seed url|homepage|endpoint",
      "\\b(?:web|page|feed) address\\b|\\burls?\\b(?! or)|\\baddress(?:es)? (?:of (?:the|a) (?:page|feed|site)|to (?:call|open|fetch)|in question)|\\bstart address",
      Kind.URL,
      0.45),
  GLOB("glob|globs", "\\bglob\\b|such as \\*\\.", Kind.GLOB, 0.3),
  REGEX("regex|regexp|pattern", "\\bregular expression\\b|\\bregex\\b", null, 0),
  CELLS("cells|cell range", "\\ba1:|\\brange of cells", Kind.CELLS, 0.3),
  PAGES("pages|page range", "\\bpages\\b.*\\bsuch as 1", Kind.PAGES, 0.15),
  MUSIC_KEY("musical key", "\\bc major\\b|\\bminor\\b", Kind.MUSIC_KEY, 0.3),
  REFERENCE(
      "element ref",
      "\\belement\\b.*\\bsnapshot\\b|reference of the element",
      Kind.REFERENCE,
      0.45),
  PATH(
      "path|paths|file|files|filename|filenames|folder|directory|dir|attachment|attachments|root|dest|archive"
          + "|soundfont|cwd|workbook|repo",
      "\\b(?:relative|file) paths?\\b|^(?:\\w+ ){0,4}(?:files?|folders?) (?:to|of|with)\\b|\\bwhere to save\\b|\\bpath\\b"
          + "|^the (?:older|newer|template|image|document|archive|workbook|file)\\b|^(?:the )?(?:\\w+ ){0,3}(?:file|image)\\b",
      Kind.PATH,
      0.3),
  ZONE("zone|timezone|tz|time zone", "\\btime ?zone\\b|\\biana\\b", Kind.ZONE, 0.15),
  CURRENCY("currency|currencies", "\\bcurrency\\b", Kind.CURRENCY, 0.45),
  LANGUAGE("language|lang|locale", "\\blanguage\\b(?! model)", Kind.LANGUAGE, 0.3),
  SYMBOL("symbol|symbols|ticker|tickers", "\\bticker|\\bstock symbol", Kind.SYMBOL, 0.3),
  LENGTH(
      "duration|timeout|delay|ttl|lifetime|wait",
      "\\bhow long\\b|\\bduration\\b|\\biso-8601 duration",
      Kind.LENGTH,
      0.15),
  DATE(
      "date|dates|day|datetime|since|until|deadline|due|expiry|instant",
      "\\b(?:dates?|iso-?8601|(?:first|last) day|day (?:in question|on)|start time|end time|local time)\\b",
      Kind.DATE,
      0.15),
  TIME("time|hour|clock", "\\btime of day\\b", Kind.TIME, 0.15),
  REQUEST(
      "query|question|q|search|prompt|keywords|topic|task|request|brief|goal|instruction|instructions|terms",
      "\\bwhat to (?:search|look|find|research)\\b|\\bwhat the (?:document|post|report) is about\\b",
      null,
      0),
  CODE(
      "code|script|command|argv|cmd|javascript",
      "\\b(?:source (?:code|to run)|shell command|javascript)\\b",
      null,
      0),
  SAID(
      "text|texts|message|body|content|contents|note|title|subject|caption|description|reminder|draft|data|password|passphrase"
          + "|lyrics|old|new|find|replace|replacement|post|status|value|label|labels|a|b|left|right|input|html|exclude",
      "\\btext (?:to|of|that)\\b|\\bthe text\\b|\\bmessage\\b",
      Kind.QUOTED,
      0),
  PLACE(
      "city|location|place|country|town|destination|origin|address|region",
      "\\b(?:city|town|place)\\b",
      Kind.PLACE,
      0.15),
  NAME("name|person|who|author|company|contact|attendee|account", "\\bname of\\b", Kind.NAME, 0),
  PLAIN("", "", null, 0);

  private final Pattern name;
  private final Pattern about;
  private final @Nullable Kind kind;

  /** How much such a value speaks for the tool that takes it. */
  final double evidence;

  Purpose(String names, String about, @Nullable Kind kind, double evidence) {
    this.name = Pattern.compile(names.isEmpty() ? "(?!)" : ".*\\b(?:" + names + ")");
    this.about = Pattern.compile(about.isEmpty() ? "(?!)" : "(?s).*(?:" + about + ").*");
    this.kind = kind;
    this.evidence = evidence;
  }

  Optional<Kind> kind() {
    return Optional.ofNullable(kind);
  }

  /**
   * @param spaced the name as words in lower case
   * @param description what the schema says of it
   */
  static Purpose of(String spaced, String description) {
    String said = description.toLowerCase(Locale.ROOT);
    if (Expression.isWantedBy(spaced)) {
      return EXPRESSION;
    }
    for (Purpose each : new Purpose[] {SQL, JSON_PATH}) {
      if (each.about.matcher(said).matches() || each.name.matcher(spaced).matches()) {
        return each;
      }
    }
    // The last word of a name says what it is: "file name", "start date".
    for (Purpose each : values()) {
      if (each.name.matcher(spaced).matches() && !each.isDoubted(said)) {
        return each;
      }
    }
    for (Purpose each : values()) {
      if (each.about.matcher(said).matches()) {
        return each;
      }
    }
    return spaced.matches("to|from") ? PLACE : PLAIN;
  }

  /** A name that means several things, of which the description speaks for another. */
  private boolean isDoubted(String said) {
    return switch (this) {
      case DATE -> said.matches("(?s).*\\bduration\\b.*");
      case GLOB, PATH -> said.matches("(?s).*\\b(?:url|jsonpath|inbox|mailbox)\\b.*");
      case SAID, LANGUAGE ->
          PATH.about.matcher(said).matches()
              || DATE.about.matcher(said).matches()
              || (this == SAID && EMAIL.about.matcher(said).matches())
              || (this == SAID && REQUEST.about.matcher(said).matches());
      case PLACE -> URL.about.matcher(said).matches() || EMAIL.about.matcher(said).matches();
      case PAGES -> !said.contains("such as") && !said.contains("range");
      case REGEX -> said.contains("glob") || said.contains("such as *");
      default -> false;
    };
  }
}
