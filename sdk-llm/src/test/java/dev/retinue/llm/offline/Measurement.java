package dev.retinue.llm.offline;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.retinue.json.Json;
import dev.retinue.llm.offline.answer.Phrases;
import dev.retinue.llm.offline.routing.Requests;
import dev.retinue.llm.offline.routing.Requests.Chain;
import dev.retinue.llm.offline.routing.Requests.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the model makes of requests, in figures.
 *
 * @param all how many requests there were
 * @param routed where the tool was right, called or asked back about, or rightly none
 * @param called where it was called
 * @param expecting how many of the called expect certain arguments
 * @param exact of these, where all that was expected was filled
 * @param none how many are for no tool
 * @param abstained how often no tool was called or asked about
 * @param rightly of these, where none was meant
 * @param asked where it asked which of two tools is meant
 * @param byTool for each tool expected: how many, and how many were routed
 */
record Measurement(
    int all,
    int routed,
    int called,
    int expecting,
    int exact,
    int none,
    int abstained,
    int rightly,
    int asked,
    Map<String, int[]> byTool,
    List<String> misses) {
  double accuracy() {
    return (double) routed / all;
  }

  double exactness() {
    return (double) exact / Math.max(1, expecting);
  }

  double abstentionRecall() {
    return (double) rightly / Math.max(1, none);
  }

  double abstentionPrecision() {
    return (double) rightly / Math.max(1, abstained);
  }

  static Measurement of(Extractive model, List<ToolSpecification> tools, List<Request> requests) {
    int routed = 0;
    int called = 0;
    int expecting = 0;
    int exact = 0;
    int none = 0;
    int abstained = 0;
    int rightly = 0;
    int asked = 0;
    Map<String, int[]> byTool = new TreeMap<>();
    List<String> misses = new ArrayList<>();
    for (Request each : requests) {
      AiMessage said = Fixtures.ask(model, tools, UserMessage.from(each.text())).aiMessage();
      List<String> told = decided(said);
      boolean right = told.size() == 1 && each.tools().contains(told.getFirst());
      boolean silent = told.getFirst().equals(Requests.NONE);
      routed += right ? 1 : 0;
      asked += told.size() == 2 ? 1 : 0;
      none += each.isForNone() ? 1 : 0;
      abstained += silent ? 1 : 0;
      rightly += silent && each.isForNone() ? 1 : 0;
      int[] tally = byTool.computeIfAbsent(each.tools().getFirst(), key -> new int[2]);
      tally[0]++;
      tally[1] += right ? 1 : 0;
      if (right && said.hasToolExecutionRequests()) {
        called++;
        JsonNode filled = Json.tree(said.toolExecutionRequests().getFirst().arguments());
        boolean fits = Requests.holds(filled, each.arguments());
        expecting += each.arguments().isEmpty() ? 0 : 1;
        exact += !each.arguments().isEmpty() && fits ? 1 : 0;
        if (!fits) {
          misses.add("ARGS " + each.text() + " -> " + filled + " not " + each.arguments());
        }
      } else if (!right) {
        misses.add("TOOL " + each.text() + " -> " + told + " not " + each.tools());
      } else if (!silent) {
        misses.add("LACK " + each.text() + " -> " + said.text());
      }
    }
    return new Measurement(
        requests.size(),
        routed,
        called,
        expecting,
        exact,
        none,
        abstained,
        rightly,
        asked,
        byTool,
        misses);
  }

  private static List<String> decided(AiMessage said) {
    if (said.hasToolExecutionRequests()) {
      return List.of(said.toolExecutionRequests().getFirst().name());
    }
    List<String> about = Phrases.toolsAskedAbout(said.text());
    return about.isEmpty() ? List.of(Requests.NONE) : about;
  }

  /**
   * @param calls where every call had the right tool, in order, and no other call was made
   * @param exact of these, where all arguments expected were there too
   * @param answered of all, where the last answer holds what it must
   */
  record Chains(int all, int calls, int exact, int answered, List<String> misses) {
    static Chains of(Extractive model, List<ToolSpecification> tools, List<Chain> chains) {
      int calls = 0;
      int exact = 0;
      int answered = 0;
      List<String> misses = new ArrayList<>();
      for (Chain each : chains) {
        List<ChatMessage> messages = new ArrayList<>(List.of(UserMessage.from(each.text())));
        boolean right = true;
        boolean fits = true;
        AiMessage said = said(model, tools, messages);
        int made = 0;
        while (said.hasToolExecutionRequests() && made < 5) {
          ToolExecutionRequest call = said.toolExecutionRequests().getFirst();
          right &=
              made < each.calls().size() && each.calls().get(made).tools().contains(call.name());
          fits &=
              right
                  && Requests.holds(
                      Json.tree(call.arguments()), each.calls().get(made).arguments());
          messages.add(said);
          // A wrong call is told nothing of what the right one would have returned.
          String result = right ? each.results().get(made) : "ERROR NOT_FOUND: nothing there";
          messages.add(ToolExecutionResultMessage.from(call, result));
          made++;
          said = said(model, tools, messages);
        }
        right &= made == each.calls().size();
        calls += right ? 1 : 0;
        exact += right && fits ? 1 : 0;
        boolean tells = right && said.text() != null && said.text().contains(each.answer());
        answered += tells ? 1 : 0;
        if (!right || !fits || !tells) {
          misses.add(each.text() + " -> " + messages.stream().skip(1).toList() + said.text());
        }
      }
      return new Chains(chains.size(), calls, exact, answered, misses);
    }

    private static AiMessage said(
        Extractive model, List<ToolSpecification> tools, List<ChatMessage> messages) {
      return Fixtures.ask(model, tools, messages.toArray(ChatMessage[]::new)).aiMessage();
    }
  }
}
