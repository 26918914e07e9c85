package dev.retinue.llm.offline.answer;

import dev.retinue.llm.offline.text.Words;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a question of a certain form expects to find in its answer: an amount of money for "cost", a
 * number for "how many". A sentence that holds it also says the words that ask for it: "€ 5.50"
 * says what something costs.
 */
enum Expectation {
  MONEY(
      "\\b(?:costs?|prices?|pay|pays|fees?|charges?|expensive)\\b",
      "cost pay fee charge",
      "[€$£]\\s?\\d|" + Value.NUMBER + "\\s?(?:euros?|dollars?|pounds?|cents?)\\b|\\bfree\\b"),
  SPEED(
      "\\bspeed\\b|\\bhow (?:fast|quickly|strong)\\b",
      "speed fast quick strong",
      "\\d\\s?(?:km/h|km/s|m/s|mph|knots)|" + Value.TIME),
  MASS(
      "\\bhow heavy\\b|\\bweighs?\\b|\\bweight\\b",
      "heavy weigh weight",
      Value.NUMBER + "\\s?(?:kg|kilograms?|grams?|tons?|tonnes?|pounds?)\\b"),
  DURATION(
      "\\bhow long\\b",
      "long last take wait stay",
      Value.TIME + "|" + Value.LENGTH + "|\\buntil\\b"),
  FREQUENCY(
      "\\bhow often\\b",
      "often",
      "\\b(?:every|each|once|twice|daily|weekly|monthly|yearly|annually|hourly|times|always|never)\\b"),
  TELEPHONE(
      "\\b(?:tele)?phone\\b|\\bnumber (?:do|can|should) (?:i|we) call\\b",
      "phone number",
      "\\d{3}[ -]?\\d{3,}|\\bextension \\d"),
  NUMBER(
      "\\bhow (?:many|much|high|tall|far|old|deep|wide|big|large)\\b"
          + "|\\bwhat (?:percentage|share|number|temperature)\\b",
      "many much",
      "\\d|"
          + Value.NUMBER
          + "|\\b(?:half|dozen|free|every|daily|weekly|monthly|yearly|annually)\\b"),
  TIME(
      "\\b(?:when|what time|what date|(?:which|what) (?:day|night|evening|month|year)s?)\\b",
      "date time day year month",
      "\\d|\\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\\b"
          + "|\\b(?:january|february|march|april|may|june|july|august|september|october|november"
          + "|december|spring|summer|autumn|winter|noon|midnight|dusk|dawn|sunset|sunrise|morning"
          + "|evening|night|daily|weekly|monthly|before|after|once|every|until|during)\\b"),
  NAME(
      "^(?:and |so )?which \\p{L}+ (?:does|do|did|has|have|had)\\b(?! (?:i|we|you)\\b)",
      "",
      "\\b(?:called|named)\\b|(?-i:(?<=[\\p{Ll}\\p{N},;:] )\\p{Lu})"),
  PERSON(
      "^(?:and |so )?(?:by |to |for |from |with )?(?:who|whose|whom)\\b",
      "",
      "(?-i:(?:(?<=[\\p{Ll},;:] )|(?<=^))\\p{Lu}\\p{L}+(?: \\p{Lu}\\p{L}+)|(?<=[\\p{Ll},] )\\p{Lu}\\p{Ll}+"
          + "|\\b[Tt]he (?:\\p{Ll}+ )?\\p{Ll}+(?:er|or|ist|ian|ant|ent|ee|chief|staff|team|crew|guard"
          + "|committee|board)s?\\b|\\bby (?:the|an?|our) |\\b[Ee]very|\\b[Aa]ll \\p{Ll}+s\\b"
          + "|\\b[Oo]nly\\b|\\bI\\b|\\bmy\\b)");

  private final Pattern asks;
  private final String words;
  private final Pattern value;

  Expectation(String asks, String words, String value) {
    this.asks = Pattern.compile("(?i)" + asks);
    this.words = words;
    this.value = Pattern.compile("(?i)" + value);
  }

  /** What a question expects; often nothing in particular. */
  static List<Expectation> of(String question) {
    return Arrays.stream(values()).filter(each -> each.asks.matcher(question).find()).toList();
  }

  boolean isMetBy(String sentence) {
    return value.matcher(sentence).find();
  }

  /** Whether a sentence that meets this need not say the word. */
  boolean stands(String word) {
    return Words.content(words).contains(word);
  }

  private static final class Value {
    static final String NUMBER =
        "\\b(?:[\\d.,]*\\d|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty"
            + "|thirty|forty|fifty|hundred|thousand|million|once|twice|half|an?)\\b";
    static final String TIME =
        NUMBER
            + "(?: working)? (?:seconds?|minutes?|hours?|days?|weeks?|months?|years?)\\b|\\d s\\b";
    static final String LENGTH =
        NUMBER
            + "\\s?(?:mm|cm|m|km|metres?|meters?|kilomet(?:er|re)s?|centimet(?:er|re)s?|miles?|feet|inch(?:es)?)\\b";
  }
}
