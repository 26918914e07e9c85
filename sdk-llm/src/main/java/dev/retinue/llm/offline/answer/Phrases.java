package dev.retinue.llm.offline.answer;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the offline model says in its own words; it never quotes itself. */
public final class Phrases {
  public static final String NOTED = "Noted: ";
  public static final String CANNOT = "I cannot answer that from what I was given.";
  public static final String UNTOLD = "I cannot answer that: you have told me nothing about it.";
  public static final String GREETING =
      "Hello. I answer by quoting what I was given and by using tools; ask me something.";

  private static final Pattern LACKS = Pattern.compile("^To use (\\S+) I need .*");
  private static final Pattern EITHER = Pattern.compile("^Do you mean (\\S+) or (\\S+)\\?$");

  private Phrases() {}

  /** Asks for what a tool needs and the request does not say. */
  public static String lacks(String tool, List<String> described) {
    return "To use "
        + tool
        + " I need "
        + String.join(" and ", described)
        + ". What should I take?";
  }

  /** Says that a request of several calls ends early. */
  public static String lacksFromResult(String tool, List<String> described) {
    return "I did not go on to "
        + tool
        + ": neither you nor the results say "
        + String.join(" and ", described)
        + ".";
  }

  /** Asks which of two tools is meant. */
  public static String either(String first, String second) {
    return "Do you mean " + first + " or " + second + "?";
  }

  /** The tools that a question of this model's was about; none if the text is no such question. */
  public static List<String> toolsAskedAbout(String text) {
    Matcher lacks = LACKS.matcher(text);
    if (lacks.matches()) {
      return List.of(lacks.group(1));
    }
    Matcher either = EITHER.matcher(text);
    return either.matches() ? List.of(either.group(1), either.group(2)) : List.of();
  }
}
