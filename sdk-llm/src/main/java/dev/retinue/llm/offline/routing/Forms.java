package dev.retinue.llm.offline.routing;

import dev.retinue.llm.offline.argument.Filled;
import dev.retinue.llm.offline.text.Clues;
import dev.retinue.llm.offline.text.FileTypes;
import dev.retinue.llm.offline.text.Utterance;
import dev.retinue.llm.offline.text.Words;
import java.util.Set;
import java.util.regex.Pattern;

/** Forms of request that words and meanings do not tell well, and that leave no doubt. */
final class Forms {
  private static final Pattern READS =
      Pattern.compile(
          "(?i)^(?:please |can you |could you |i(?:'d like| want) to |let me )*(?:read|open|see|show|print|display|cat|(?:have a )?look at)\\b|\\b(?:contents? of|what does \\S+ says?|what(?:'s| is| stands?)? (?:written )?(?:in|inside))\\b|\\b(?:say|show it|print it)\\b");
  private static final Pattern CHANGES =
      Pattern.compile(
          "(?i)\\b(?:write|save|store|put|delete|remove|append|add|rename|move|copy|list|translate|send|mail|convert|turn|change|replace|run|execute|extract|unpack|unzip|compare|scan|encrypt|decrypt|plot|draw|chart|fill|merge|rotate|resize|crop|attach|forecast|predict|commit|blame)\\b");
  private static final Pattern DATED = Pattern.compile("\\d{4}-\\d{2}");

  private static final Set<String> PLAIN =
      Words.content("read open look print display contents page site web text");

  private Forms() {}

  static boolean fits(Utterance utterance, Clues clues, Profile tool, Filled fill, ToolSet tools) {
    if (tool.parameters().compute() && fill.evidence() >= Filled.STRONG) {
      return clues.paths().isEmpty() && clues.urls().isEmpty() && clues.quoted().isEmpty();
    }
    Set<String> does = tool.name();
    if (utterance.asksForTheTime() && !DATED.matcher(utterance.text()).find()) {
      return does.contains("time")
          || does.contains("dat")
          || does.contains("datetim")
          || does.contains("clock");
    }
    boolean files =
        does.contains("fil")
            || does.contains("folder")
            || does.contains("directori")
            || does.contains("dir");
    if (files && does.contains("list")) {
      return utterance.asksForFiles();
    }
    if (does.contains("fetch") || (does.contains("web") && does.contains("read"))) {
      return readsThePage(utterance, clues, tool, tools);
    }
    return files
        && does.contains("read")
        && clues.urls().isEmpty()
        && fill.evidence() >= Filled.STRONG
        && fill.isComplete()
        && !utterance.asksForFiles()
        && READS.matcher(utterance.text()).find()
        && !CHANGES.matcher(utterance.text()).find()
        && noOtherReads(clues, tools);
  }

  /** One address, to be read, and no word that another tool goes by. */
  private static boolean readsThePage(
      Utterance utterance, Clues clues, Profile tool, ToolSet tools) {
    String address = clues.urls().size() == 1 ? clues.urls().getFirst() : "";
    Set<String> others = Words.content(clues.withoutValues());
    others.addAll(FileTypes.wordsOfAddress(address));
    others.removeAll(PLAIN);
    return !address.isEmpty()
        && clues.paths().isEmpty()
        && READS.matcher(utterance.text()).find()
        && !CHANGES.matcher(utterance.text()).find()
        && tools.profiles().stream()
            .filter(other -> !other.equals(tool))
            .noneMatch(other -> others.stream().anyMatch(other.name()::contains));
  }

  /** A tool of its own for the type of file goes before the one that reads any. */
  private static boolean noOtherReads(Clues clues, ToolSet tools) {
    return tools.profiles().stream()
        .noneMatch(other ->
            other.parameters().takeFiles()
                && (other.name().contains("read") || other.about().contains("return"))
                && clues.paths().stream()
                    .anyMatch(path ->
                        FileTypes.agree(other.name(), path)
                            || FileTypes.agree(other.about(), path)));
  }
}
