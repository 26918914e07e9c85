package dev.retinue.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.definition.DefinitionException;
import dev.retinue.definition.MemoryDefinition;
import dev.retinue.error.SetupException;
import dev.retinue.identity.Principal;
import dev.retinue.testkit.RecordingTool;
import dev.retinue.testkit.ScriptedModel;
import org.junit.jupiter.api.Test;

/** What an agent names is resolved when it is made, and all that is missing is reported at once. */
class AgentSetupTest {
  private static AgentRuntime.Builder builder() {
    return AgentRuntime.builder()
        .model(ScriptedModel.answering(request -> ScriptedModel.say(request.messages().toString())))
        .tool(RecordingTool.named("search"));
  }

  @Test
  void everythingMissingIsReportedAtOnce() {
    AgentDefinition definition =
        AgentDefinition.builder("Wisher")
            .type("reakt")
            .llm("olama:llama3")
            .tools("serch", "search")
            .memory(MemoryDefinition.Type.ADVANCED)
            .knowledge()
            .build();
    try (AgentRuntime runtime = builder().build()) {
      DefinitionException missing =
          catchThrowableOfType(DefinitionException.class, () -> runtime.agent(definition));

      assertThat(missing.getMessage().lines())
          .containsExactly(
              "agent 'wisher': agent.type: no reasoner for the type 'reakt'; did you mean 'react'?",
              "agent 'wisher': llm: no provider 'olama' for the model olama:llama3; add dev.retinue:sdk-llm or call"
                  + " builder().model(..)",
              "agent 'wisher': tools[0]: no tool 'serch' on the class path or in the builder; did you mean 'search'?",
              "agent 'wisher': memory.type: no Memory on the class path: add dev.retinue:sdk-memory or call"
                  + " builder().memory(..)",
              "agent 'wisher': rag.enable_knowledge_base: no Knowledge on the class path: add dev.retinue:sdk-rag or"
                  + " call builder().knowledge(..)");
      assertThat(runtime.agents()).isEmpty();
    }
  }

  @Test
  void aKnowledgeSearcherNeedsAKnowledgeBase() {
    try (AgentRuntime runtime = builder().build()) {
      assertThatThrownBy(
              () -> runtime.agent(AgentDefinition.builder("A").type("knowledge_search").build()))
          .hasMessage(
              "agent 'a': rag.enable_knowledge_base: an agent of type knowledge_search needs it to be true");
    }
  }

  @Test
  void theSameDefinitionIsTheSameAgentAndAnotherIsAnError() {
    AgentDefinition definition = AgentDefinition.builder("A").build();
    try (AgentRuntime runtime = builder().build()) {
      Agent agent = runtime.agent(definition);

      assertThat(runtime.agent(AgentDefinition.parse(definition.toYaml()))).isSameAs(agent);
      assertThat(runtime.agent("a")).contains(agent);
      assertThatThrownBy(
              () -> runtime.agent(AgentDefinition.builder("A").description("other").build()))
          .isInstanceOf(SetupException.class)
          .hasMessage(
              "this runtime has another definition under the id 'a'; give one of them another agent.id");
    }
  }

  @Test
  void twoToolsOfOneNameAreAnError() {
    assertThatThrownBy(() -> builder().tool(RecordingTool.named("search")).build())
        .isInstanceOf(SetupException.class)
        .hasMessage(
            "two tools are named 'search', one of the builder and one of the builder; rename or leave out one of them");
  }

  @Test
  void aRequiredModelIsNotReplacedByAnother() {
    try (AgentRuntime runtime = AgentRuntime.builder().requireModel().build()) {
      assertThatThrownBy(() -> runtime.agent(AgentDefinition.builder("A").build()))
          .hasMessage(
              "agent 'a': llm: no model is named and builder().requireModel() refuses the offline one; name one in llm");
    }
  }

  @Test
  void withoutAnyModelItSaysWhereToGetOne() {
    try (AgentRuntime runtime = AgentRuntime.builder().build()) {
      assertThatThrownBy(() -> runtime.agent(AgentDefinition.builder("A").build()))
          .hasMessage(
              "agent 'a': llm: no model: name one in llm, call builder().model(..), or add dev.retinue:sdk-llm, which"
                  + " has an offline one");
    }
  }

  @Test
  void sessionsPrincipalsAndAgentsStayApart() throws Exception {
    try (AgentRuntime runtime = builder().build()) {
      Agent one = runtime.agent(AgentDefinition.builder("One").build());
      Agent other = runtime.agent(AgentDefinition.builder("Other").build());
      Session session = one.session("s", new Principal("ada"));
      session.ask("My cat is called Whiskers");

      assertThat(session.ask("Which cat?").text()).contains("Whiskers");
      assertThat(one.session("s", new Principal("bob")).ask("Which cat?").text())
          .doesNotContain("Whiskers");
      assertThat(one.session(new Principal("ada")).ask("Which cat?").text())
          .as("another session, and this memory does not search")
          .doesNotContain("Whiskers");
      assertThat(other.session("s", new Principal("ada")).ask("Which cat?").text())
          .doesNotContain("Whiskers");
    }
  }
}
