package dev.retinue.reasoner;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
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
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * Reasoning and acting in turns: the model answers or calls tools, and sees what they returned.
 *
 * <p>Source: Yao et al., ReAct: Synergizing Reasoning and Acting in Language Models (ICLR 2023), in
 * the form that today's models are trained for, with native tool calls.
 */
public final class ReAct implements Reasoner {
  @Override
  public String type() {
    return "react";
  }

  @Override
  public Conclusion reason(Task task, Effects effects) {
    Recalling recalling = new Recalling(task);
    Grounding grounding = Grounding.gather(task, recalling, effects);
    ShownTools tools = ShownTools.of(task, effects);
    ResultPages pages = new ResultPages(task);
    Conversation conversation = grounding.conversation();
    Set<String> malformed = new HashSet<>();
    LoopWatch loops = new LoopWatch(task.agent().limits().loop());
    boolean askedAgain = false;
    for (int step = 0; step < task.agent().limits().maxSteps(); step++) {
      conversation = recalling.further(conversation, effects);
      ModelReply reply;
      try {
        reply =
            effects.perform(
                new Effect.CallModel(
                    task.agent().llm(),
                    new ModelRequest(
                        conversation, pages.with(tools.specifications()), task.answerSchema())));
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
        List<ToolResult> results = results(calls, tools, pages, effects);
        String circling = null;
        for (int i = 0; i < calls.size(); i++) {
          ToolExecutionRequest call = calls.get(i);
          String told = pages.told(call.name(), results.get(i));
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

  /**
   * Of the calls, in their order; tools are looked for, and results read on, before any is called.
   */
  private static List<ToolResult> results(
      List<ToolExecutionRequest> calls, ShownTools tools, ResultPages pages, Effects effects) {
    ToolResult[] results = new ToolResult[calls.size()];
    List<Effect.CallTool> asked = new ArrayList<>(calls.size());
    for (int i = 0; i < results.length; i++) {
      ToolExecutionRequest call = calls.get(i);
      if (tools.isFinder(call.name())) {
        results[i] = tools.find(arguments(call), effects);
      } else if (pages.isReader(call.name())) {
        results[i] = pages.read(arguments(call));
      } else {
        tools.called(call.name());
        asked.add(new Effect.CallTool(call.name(), arguments(call)));
      }
    }
    if (asked.size() == results.length) {
      return effects.performAll(asked);
    }
    Iterator<ToolResult> called =
        asked.isEmpty() ? Collections.emptyIterator() : effects.performAll(asked).iterator();
    for (int i = 0; i < results.length; i++) {
      String name = calls.get(i).name();
      if (!tools.isFinder(name) && !pages.isReader(name)) {
        results[i] = called.next();
      }
    }
    return List.of(results);
  }
}
