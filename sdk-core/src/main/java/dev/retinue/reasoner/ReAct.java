package dev.retinue.reasoner;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.retinue.effect.Effect;
import dev.retinue.effect.EffectException;
import dev.retinue.effect.Effects;
import dev.retinue.effect.ToolResult;
import dev.retinue.json.SchemaCheck;
import dev.retinue.json.SchemaCheck.Checked;
import dev.retinue.model.Conversation;
import dev.retinue.model.ModelReply;
import dev.retinue.model.ModelRequest;
import dev.retinue.reasoner.LoopWatch.Verdict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reasoning and acting in turns: the model answers or calls tools, and sees what they returned.
 *
 * <p>Source: Yao et al., ReAct: Synergizing Reasoning and Acting in Language Models (ICLR 2023), in
 * the form that today's models are trained for, with native tool calls.
 */
public final class ReAct implements Reasoner {
  private static final int MOST_TOOLS_SHOWN = 20;

  @Override
  public String type() {
    return "react";
  }

  @Override
  public Conclusion reason(Task task, Effects effects) {
    Grounding grounding = Grounding.gather(task, effects);
    List<ToolSpecification> tools = shown(task, effects);
    Conversation conversation = grounding.conversation();
    Set<String> malformed = new HashSet<>();
    LoopWatch loops = new LoopWatch(task.agent().limits().loop());
    boolean askedAgain = false;
    for (int step = 0; step < task.agent().limits().maxSteps(); step++) {
      ModelReply reply;
      try {
        reply =
            effects.perform(
                new Effect.CallModel(
                    task.agent().llm(),
                    new ModelRequest(conversation, tools, task.answerSchema())));
      } catch (EffectException e) {
        if (Closing.isSpent(e)) {
          return Closing.giveUp(
              task, effects, grounding, conversation, StopReason.BUDGET, e.getMessage());
        }
        throw e;
      }
      conversation = conversation.plus(reply.message());
      if (reply.message().hasToolExecutionRequests()) {
        List<ToolExecutionRequest> calls = reply.message().toolExecutionRequests();
        List<Effect.CallTool> asked = new ArrayList<>(calls.size());
        for (ToolExecutionRequest call : calls) {
          asked.add(new Effect.CallTool(call.name(), arguments(call)));
        }
        List<ToolResult> results = effects.performAll(asked);
        String circling = null;
        for (int i = 0; i < calls.size(); i++) {
          ToolExecutionRequest call = calls.get(i);
          String told = results.get(i).text();
          switch (loops.note(step, call.name(), arguments(call), told)) {
            case Verdict.GoOn goOn -> {}
            case Verdict.Nudge nudge -> told = told + "\n\n" + nudge.text();
            case Verdict.Stop stop -> circling = stop.detail();
          }
          conversation = conversation.plus(ToolExecutionResultMessage.from(call, told));
          if (isMalformed(results.get(i)) && !malformed.add(call.name())) {
            return new Conclusion.GaveUp(
                StopReason.MALFORMED_CALL,
                "the model called '"
                    + call.name()
                    + "' wrongly again after it was told: "
                    + results.get(i).text());
          }
        }
        if (Closing.isSpent(results)) {
          return Closing.giveUp(
              task, effects, grounding, conversation, StopReason.BUDGET, Closing.detail(results));
        }
        if (circling != null) {
          return Closing.giveUp(task, effects, grounding, conversation, StopReason.LOOP, circling);
        }
        continue;
      }
      String text = reply.message().text() == null ? "" : reply.message().text();
      if (task.answerSchema() == null) {
        return grounding.cited(text);
      }
      switch (SchemaCheck.check(text, (JsonObjectSchema) task.answerSchema().rootElement())) {
        case Checked.Fits fits -> {
          return new Conclusion.Answer(fits.json().toString(), List.of());
        }
        case Checked.Wrong wrong -> {
          if (askedAgain) {
            return new Conclusion.GaveUp(
                StopReason.INVALID_ANSWER,
                "the answer is not of the form asked for: " + wrong.problems());
          }
          askedAgain = true;
          conversation =
              conversation.plus(
                  UserMessage.from(
                      "The answer is not of the form asked for: "
                          + wrong.problems()
                          + ". Answer again, with the JSON object alone."));
        }
      }
    }
    return Closing.giveUp(
        task,
        effects,
        grounding,
        conversation,
        StopReason.STEP_LIMIT,
        "no answer after "
            + task.agent().limits().maxSteps()
            + " model calls; raise limits.max_steps if the task needs more");
  }

  private static String arguments(ToolExecutionRequest call) {
    return call.arguments() == null ? "{}" : call.arguments();
  }

  private static boolean isMalformed(ToolResult result) {
    return result instanceof ToolResult.Failed failed
        && failed.code().equals("MALFORMED_ARGUMENTS");
  }

  private static List<ToolSpecification> shown(Task task, Effects effects) {
    if (task.tools().size() <= MOST_TOOLS_SHOWN) {
      return task.tools();
    }
    List<String> names =
        effects.perform(new Effect.SelectTools(task.input(), MOST_TOOLS_SHOWN)).names();
    return task.tools().stream().filter(tool -> names.contains(tool.name())).toList();
  }
}
