package dev.retinue.examples.bench;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.runtime.AgentRuntime;

/** One answer with one tool call, as a host without any other module gets it. */
public final class FirstAnswerOfRetinue {
  private FirstAnswerOfRetinue() {}

  public static void main(String[] arguments) throws InterruptedException {
    try (AgentRuntime runtime =
        AgentRuntime.builder().model(new AddingModel()).tools(new AddingModel.Adder()).build()) {
      String answer =
          runtime
              .agent(AgentDefinition.builder("Adder").tools("add").build())
              .ask("What is 2 + 2?")
              .text();
      System.out.println("answer: " + answer);
    }
  }
}
