package dev.retinue.llm.offline.text;

import java.util.regex.Pattern;

/** What kind of thing the user said, by the forms of English. */
public record Utterance(String text) {
  private static final Pattern ASKS =
      Pattern.compile(
          "(?i)^(?:and |so |but |ok(?:ay)?,? |well,? |hey,? )*(?:what|which|who|whose|whom|when|where|why|how|is|are|was|were"
              + "|do|does|did|can|could|may|might|must|shall|should|will|would|have|has|had|am)(?:'s|'re|n't)?\\b.*");
  private static final Pattern ORDERS =
      Pattern.compile(
          "(?i)^(?:please,? |now |then )*(?:add|analy[sz]e|answer|book|bundle|buy|calculate|capture|call|change|check|click|close|compare|compose|compute"
              + "|convert|copy|count|create|crop|decrypt|define|dim|draw|empty|encrypt|delete|describe|display|divide|download|draft|email|explain|extract"
              + "|fetch|find|forward|generate|get|give|help|identify|inform|list|look|mail|make|measure|merge|message|move"
              + "|multiply|name|navigate|open|order|pay|play|plot|post|press|print|publish|quote|read|remind|remove|rename|reply|resize|rotate|run|save"
              + "|schedule|search|sell|send|set|show|sign|solve|split|start|state|stop|subtract|summari[sz]e|switch|tell|text"
              + "|transfer|translate|turn|tweet|unpack|unzip|update|upload|use|visit|wake|write)\\b.*");
  private static final Pattern WISHES =
      Pattern.compile(
          "(?i)^(?:i|we)(?:'d| would)? (?:need|want|like|wish|am looking|have a question)\\b.*");
  private static final Pattern TELLS =
      Pattern.compile(
          "(?i)\\b(?:i|my|we|our|me|us|is|are|was|were|has|have|will|am)\\b|^remember\\b|'[ms]\\b");
  private static final Pattern GREETS =
      Pattern.compile(
          "(?i)^(?:hello|hi|hey|good (?:morning|afternoon|evening)|thanks?|thank you|bye|goodbye)\\b[^?]{0,20}$");
  private static final Pattern PERSONAL =
      Pattern.compile(
          "(?i)\\b(?:my|mine|myself|about me|am i|i am|i'm|(?:did|have) i|i (?:told|said|mentioned|asked)|told you)\\b");
  private static final Pattern OWN =
      Pattern.compile("(?i)\\b(?:do|did|am|have|was|can|should) i\\b|\\bme\\b");
  private static final Pattern GENERAL =
      Pattern.compile(
          "(?i)\\b(?:how|where|when|why|what)? ?(?:do|can|may|should|must|could|would) i\\b (?:need|have|get|open|use|find|start|change|cancel|pay|contact|reach|report|make|book|buy|return|park|bring|enter|apply)|\\b(?:tell|give|show|remind|help|find|send|read|list) me\\b");

  private static final Pattern STATE =
      Pattern.compile(
          "(?i)\\bdo i (?:have|own|lead|live|like|love|prefer|work|study|teach|speak|play|drive|believe)\\b");
  private static final Pattern ADVICE =
      Pattern.compile(
          "(?i)\\b(?:can|may|should|must|could|shall|might) (?:i|we)\\b|\\b(?:how|where|when) do (?:i|we)\\b"
              + "|\\bam i allowed\\b|\\bdo (?:i|we) (?:have to|need)\\b");
  private static final Pattern ANSWERED =
      Pattern.compile(
          "(?i)\\byou (?:say|said|tell me|told me|answer(?:ed)?|mention(?:ed)?|just)\\b|\\byour (?:last )?answer");

  public static Utterance of(String text) {
    return new Utterance(text.strip());
  }

  /** Tells something rather than asking or ordering. */
  public boolean isStatement() {
    String first = text.split("(?<=[.!?])\\s+", 2)[0];
    return !text.endsWith("?")
        && !ASKS.matcher(first).matches()
        && !ORDERS.matcher(first).matches()
        && !WISHES.matcher(first).matches()
        && text.split("\\s+", -1).length > 2
        && TELLS.matcher(text).find();
  }

  public boolean isGreeting() {
    return GREETS.matcher(text).matches();
  }

  /** Begins like an order to do something. */
  public boolean isOrder() {
    return ORDERS.matcher(text).matches()
        || text.matches("(?i)^(?:can|could|would|will) you (?:please )?(?!tell)\\w+.*");
  }

  /** Asks about the person who speaks, or about what was said before. */
  public boolean isPersonal() {
    return PERSONAL.matcher(text).find()
        || (OWN.matcher(text).find() && !GENERAL.matcher(text).find());
  }

  /**
   * Asks what only the speaker could have told: the speaker's own name, but not what the speaker
   * may or should do.
   */
  public boolean isAboutSpeaker() {
    return (PERSONAL.matcher(text).find() || STATE.matcher(text).find())
        && !ADVICE.matcher(text).find();
  }

  /** Asks what the other side said before. */
  public boolean asksWhatWasAnswered() {
    return ANSWERED.matcher(text).find();
  }

  public boolean asksForTheTime() {
    return Pattern.compile(
            "(?i)\\bwhat(?:'s| is)? (?:the )?(?:current )?(?:time|date|day)(?: (?:is it|it is))?\\b(?! (?:does|do|did|of|was|will|should|can))|\\btime is it\\b"
                + "|\\b(?:current|local) (?:time|date)\\b|\\btoday's date\\b|\\bwhich day is (?:it|today)\\b|\\bwhat day is (?:it|today)\\b|\\bthe time (?:now|right now|in)\\b")
        .matcher(text)
        .find();
  }

  public boolean asksForFiles() {
    return Pattern.compile(
            "(?i)\\b(?:list|show|display|what|which)\\b.*\\b(?:files|folders?|director(?:y|ies))\\b")
        .matcher(text)
        .find();
  }

  public boolean asksTheWeb() {
    return Pattern.compile(
            "(?i)\\b(?:search|google|look up|internet|online|on the web|latest|news)\\b")
        .matcher(text)
        .find();
  }

  /** What a statement says, without "remember that". */
  public String told() {
    return text.replaceFirst("(?i)^(?:please )?(?:remember|note|keep in mind)(?: that)?:?\\s+", "");
  }
}
