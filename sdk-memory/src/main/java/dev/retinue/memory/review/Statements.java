package dev.retinue.memory.review;

import dev.retinue.consolidation.Derivation;
import dev.retinue.identity.Principal;
import dev.retinue.label.Trust;
import dev.retinue.memory.Context;
import dev.retinue.memory.Fact;
import dev.retinue.memory.MemoryRecord;
import dev.retinue.memory.Note;
import dev.retinue.memory.Skill;
import dev.retinue.memory.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What somebody says of themselves, or asks to be done from now on, in plain English sentences that
 * say nothing else. Only what the principal wrote is read: no answer, no result of a tool, no turn
 * that saw untrusted content, and nothing of a principal who may be anybody. A sentence that is a
 * question, quotes somebody, denies, supposes or is part of a text to work on gives nothing: what
 * is missed is still in the turn, what is made up would be believed.
 */
final class Statements {
  private static final int LONGEST_TURN = 600;
  private static final int LONGEST_SENTENCE = 160;

  /** A text to be worked on, a role, or a story: it is not about who wrote it. */
  private static final Pattern OF_SOMETHING_ELSE =
      Pattern.compile(
          "```|\\b(?:translat|rewrit|rephras|paraphras|proofread|summari[sz]|story|stories|poem|novel"
              + "|lyrics|role-?play|pretend|imagine|fiction|character|essay|letter|e-?mail|draft"
              + "|following|quot|script|dialogue|monologue|persona|example|suppose|template)",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern SENTENCE =
      Pattern.compile("[^.!?\\n]+(?:\\.(?=\\S)[^.!?\\n]*)*[.!?]*");

  private static final Pattern NOT_PLAIN =
      Pattern.compile(
          "[?\"“”«»‘*>|{}<]|(?<!\\p{L})'|'(?!\\p{L})|:|\\b(?:if|unless|whether|would|could|might|maybe|perhaps|wish"
              + "|hope|think|guess|suppose|say|says|said|told|tells|used to|someday|joke|joking|kidding"
              + "|not|never|no longer|cannot|ex|former|almost|nearly|sometimes)\\b|n['’]t\\b",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern OPENING =
      Pattern.compile(
          "^(?:(?:hi|hello|hey|oh|well|also|and|so|btw|by the way|just so you know|for your information|fyi"
              + "|please (?:remember|note)(?: that)?|remember(?: that)?|note that)\\b[,! ]*)+",
          Pattern.CASE_INSENSITIVE);

  /** A name: capitalised words, with small ones between them. */
  private static final String NAME =
      "(\\p{Lu}[\\p{L}\\p{N}'’&-]*(?:\\.\\p{L}+)*"
          + "(?: (?:(?:of|de|da|do|del|la|le|van|von|der|the|&) )?\\p{Lu}[\\p{L}\\p{N}'’&-]*){0,4})";

  private static final String MONTH =
      "(?:January|February|March|April|May|June|July|August|September|October|November|December)\\b";

  /** The first part of a name whose rest was taken for another sentence. */
  private static final Pattern CUT_SHORT = Pattern.compile("St|Mt|Ft|Dr|Mr|Mrs|Ms|Prof");

  /** Where a sentence may go on to say something else. */
  private static final String ENDS =
      "(?=\\s*(?:[.!,;]|$)|\\s+(?:and|but|with|near|since|now|as|because|where|right now|these days|at the moment)\\b)";

  private static final String ME = "(?i:I['’]?m|I am)";

  /** What is said, and the attribute that it states. */
  private static final List<Rule> RULES =
      List.of(
          fact("name", "(?i:my (?:full |first )?name is|my name['’]s) " + NAME),
          fact(
              "preferred name",
              "(?i:(?:please |just )?call me) (?!\\p{Lu}+\\b|\\p{L}+day\\b|" + MONTH + ")" + NAME),
          fact(
              "home",
              "(?i:I (?:now )?live|I['’]?m living|I am living|I['’]?m based|I am based) (?i:in) "
                  + NAME),
          fact(
              "employer",
              "(?i:I (?:now )?work|I['’]?m working|I am working|I['’]?m employed|I am employed) (?i:at|for|by) "
                  + NAME),
          fact("occupation", "(?i:I (?:now )?work as an?) (\\p{Ll}[\\p{L} -]{2,40}?)"),
          fact(
              "birthday",
              "(?i:my birthday is|my birthday['’]s)(?i: on)? "
                  + "((?:the )?(?:\\d{4}-\\d{2}-\\d{2}|"
                  + MONTH
                  + " \\d{1,2}(?:st|nd|rd|th)?"
                  + "|\\d{1,2}(?:st|nd|rd|th)?(?: of)? "
                  + MONTH
                  + ")(?:,? \\d{4})?)"),
          fact(
              "favourite $1",
              "(?i:my favou?rite) (\\p{Ll}[\\p{L}]*(?: \\p{Ll}\\p{L}*){0,2}) (?i:is|are) ([\\p{L}\\p{N}][\\p{L}\\p{N}'’ &-]{1,40}?)"),
          note(
              "prefers $1",
              "(?i:I(?: much| really)? prefer) (?!(?:it|this|that|them|these|those|the (?:first|second|former|latter|other))\\b)([\\p{L}\\p{N}][\\p{L}\\p{N}'’ &/-]{1,60}?)"),
          note("is allergic to $1", ME + " (?i:allergic to) ([\\p{L}][\\p{L}'’ -]{1,40}?)"));

  /** Verbs that begin a standing instruction; others follow "always" and "never" for many ends. */
  private static final String DOES =
      "(?i:use|answer|reply|respond|write|send|ask|call|address|include|format|check|show|keep|put"
          + "|round|cite|start|begin|end|add|remind|tell|confirm|explain|list|mention|avoid|book|order"
          + "|convert|treat|sign|quote|spell|attach|delete|share|schedule|commit|push)";

  private static final List<Pattern> INSTRUCTIONS =
      List.of(
          Pattern.compile(
              "^(?i:(?:please )?(?:always|never)) (?<does>"
                  + DOES
                  + "\\b.{3,100}?) (?i:when|whenever) (?<when>.{3,60}?)[.!]*$"),
          Pattern.compile(
              "^(?i:when|whenever) (?<when>.{3,60}?), (?i:(?:please )?(?:always|never)) (?<does>"
                  + DOES
                  + "\\b.{3,100}?)[.!]*$"),
          Pattern.compile(
              "^(?i:from now on),? (?i:(?:please )?(?:always |never )?)(?<does>"
                  + DOES
                  + "\\b.{3,100}?)[.!]*$"),
          Pattern.compile(
              "^(?i:(?:please )?(?:always|never)) (?<does>" + DOES + "\\b.{3,100}?)[.!]*$"));

  private static final Pattern NOT_AN_INSTRUCTION =
      Pattern.compile(
          "[?\"“”«»*>|{}<]|\\b(?:if|said|says|told|tells|would|could|might|maybe|perhaps|joke|joking|kidding)\\b",
          Pattern.CASE_INSENSITIVE);

  /** How a record is made of a match: a fact of an attribute, or a note with no attribute. */
  private record Rule(@Nullable String attribute, String value, Pattern pattern) {}

  private final Function<String, List<String>> stem;

  /**
   * @param stem the stems of a text, without stop words
   */
  Statements(Function<String, List<String>> stem) {
    this.stem = stem;
  }

  private static Rule fact(String attribute, String pattern) {
    return new Rule(attribute, "", Pattern.compile("^" + pattern + ENDS));
  }

  private static Rule note(String value, String pattern) {
    return new Rule(null, value, Pattern.compile("^" + pattern + ENDS));
  }

  /** What a turn states, with the turn as its source; the same whenever it is asked. */
  List<MemoryRecord> in(Turn turn) {
    List<MemoryRecord> stated = new ArrayList<>();
    if (!isOfItsPrincipal(turn)) {
      return stated;
    }
    Matcher sentence = SENTENCE.matcher(turn.user());
    while (sentence.find()) {
      String text = OPENING.matcher(sentence.group().strip()).replaceFirst("").strip();
      if (text.length() <= LONGEST_SENTENCE) {
        addInstruction(text, turn, stated);
        if (!NOT_PLAIN.matcher(text).find()) {
          addStatements(text, turn, stated);
        }
      }
    }
    return stated;
  }

  private static boolean isOfItsPrincipal(Turn turn) {
    Context context = turn.context();
    return !context.principal().equals(Principal.SHARED)
        && context.speaker() == null
        && turn.label().trust() == Trust.TRUSTED
        && turn.user().length() <= LONGEST_TURN
        && !OF_SOMETHING_ELSE.matcher(turn.user()).find();
  }

  private static void addStatements(String sentence, Turn turn, List<MemoryRecord> stated) {
    for (String clause : sentence.split("(?:,\\s*|\\s+)and (?=(?:I|my|call)\\b)", -1)) {
      for (Rule rule : RULES) {
        Matcher match = rule.pattern().matcher(clause);
        if (match.find() && !CUT_SHORT.matcher(match.group(match.groupCount())).matches()) {
          stated.add(record(rule, match, turn));
          break;
        }
      }
    }
  }

  private static MemoryRecord record(Rule rule, Matcher match, Turn turn) {
    String last = match.group(match.groupCount()).strip();
    String subject = turn.context().principal().name();
    List<String> sources = List.of(turn.id());
    String attribute = rule.attribute();
    if (attribute == null) {
      String text = subject + " " + rule.value().replace("$1", last);
      return new Note(
          Derivation.id(turn, text), Derivation.context(turn), text, sources, turn.label());
    }
    Fact.Statement statement =
        new Fact.Statement(
            subject,
            attribute.replace("$1", match.group(1).toLowerCase(Locale.ROOT).strip()),
            last);
    return new Fact(
        Derivation.id(turn, statement.toString()),
        Derivation.context(turn),
        statement,
        new Fact.Origin(turn.context().at(), null, sources),
        turn.label());
  }

  private void addInstruction(String sentence, Turn turn, List<MemoryRecord> stated) {
    if (NOT_AN_INSTRUCTION.matcher(sentence).find()) {
      return;
    }
    for (Pattern pattern : INSTRUCTIONS) {
      Matcher match = pattern.matcher(sentence);
      if (match.matches()) {
        String does = match.group("does");
        String when = pattern.pattern().contains("<when>") ? match.group("when") : "";
        List<String> triggers =
            stem.apply(when).isEmpty() ? List.of() : List.of(when.toLowerCase(Locale.ROOT));
        stated.add(
            new Skill(
                Derivation.id(turn, sentence),
                Derivation.context(turn),
                new Skill.Practice(
                    Derivation.name(when.isEmpty() ? does : when), triggers, sentence),
                List.of(turn.id()),
                turn.label()));
        return;
      }
    }
  }
}
