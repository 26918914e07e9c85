package dev.retinue.policy;

import static dev.retinue.testkit.ScriptedModel.call;
import static dev.retinue.testkit.ScriptedModel.results;
import static dev.retinue.testkit.ScriptedModel.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.definition.DefinitionException;
import dev.retinue.effect.AccessClass;
import dev.retinue.run.Outcome;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.testkit.RecordingTool;
import dev.retinue.testkit.ScriptedModel;
import dev.retinue.tool.ToolTraits;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules in an agent's definition. */
class PermissionsTest {
  private final RecordingTool pay =
      RecordingTool.named("pay").with(ToolTraits.touching(AccessClass.SPEND));
  private final RecordingTool look = RecordingTool.named("look").with(ToolTraits.READS);

  private static AgentDefinition agent(String permissions) {
    return AgentDefinition.parse(
        "agent: {name: Clerk}\ntools: [pay, look]\npermissions:\n" + permissions.indent(2));
  }

  private AgentRuntime.Builder builder(ScriptedModel model) {
    return AgentRuntime.builder().model(model).tool(pay).tool(look);
  }

  private List<String> told(String permissions, Rule... hostRules) throws InterruptedException {
    ScriptedModel model =
        ScriptedModel.turn(
            call("pay", "{\"text\":\"250\"}"), call("look", "{\"text\":\"x\"}"), say("done"));
    try (AgentRuntime runtime = builder(model).rules(hostRules).build()) {
      assertThat(runtime.agent(agent(permissions)).ask("Go")).isInstanceOf(Outcome.Answered.class);
    }
    return results(model.requests().getLast()).stream()
        .map(ToolExecutionResultMessage::text)
        .toList();
  }

  @Test
  void areEnforced() throws Exception {
    assertThat(told("- {name: no-money, access: spend, deny: this agent has no purse}"))
        .containsExactly("DENIED: this agent has no purse", "look:x");
    assertThat(pay.calls()).isEmpty();
  }

  @Test
  void decideByConditionAndOrder() throws Exception {
    assertThat(
            told(
                """
                - {name: small, tools: pay, when: int(args.text) < 300, allow: true}
                - {name: no-money, access: spend, deny: too much}
                - {name: blind, tools: "lo*", deny: eyes closed}
                """))
        .containsExactly("pay:250", "DENIED: eyes closed");
  }

  @Test
  void onlyNarrowWhatTheHostAllows() throws Exception {
    Rule hostSays = Rule.deny("host", Match.everything().ofTools("pay"), "the host says no");

    assertThat(told("- {name: mine, tools: pay, allow: true}", hostSays))
        .containsExactly("DENIED: the host says no", "look:x");
  }

  @Test
  void canDenyWhatTheHostWouldAskAbout() throws Exception {
    Rule hostAsks = Rule.ask("host", Match.everything().ofTools("pay"), "Pay?");

    assertThat(told("- {name: mine, tools: pay, deny: never}", hostAsks))
        .containsExactly("DENIED: never", "look:x");
  }

  @Test
  void thatNameWhatTheAgentHasNotAreReportedWithTheNearestName() {
    try (AgentRuntime runtime = builder(ScriptedModel.turn()).build()) {
      assertThatThrownBy(() ->
              runtime.agent(
                  agent(
                      """
                      - {name: a, tools: [pay, lok], deny: never}
                      - {name: b, tools: mail_*, deny: never}
                      - {name: c, when: amount > 1, deny: never}
                      """)))
          .isInstanceOf(DefinitionException.class)
          .hasMessageContainingAll(
              "agent 'clerk': permissions[0].tools[1]: the agent has no tool 'lok'; did you mean 'look'?",
              "agent 'clerk': permissions[1].tools[0]: no tool of the agent is named like 'mail_*'; its tools are pay,"
                  + " look",
              "agent 'clerk': permissions[2].when: 'amount > 1' at 1:1: undeclared reference to 'amount'; the variables"
                  + " are agent, args, effect, principal, secrecy, tenant, tool, trust");
    }
  }

  @Test
  void ofTheHostThatMatchNoToolShowInItsHealth() {
    try (AgentRuntime runtime =
        builder(ScriptedModel.turn())
            .rules(Rule.deny("typo", Match.everything().ofTools("pai"), "no"))
            .build()) {
      assertThat(runtime.health().toString())
          .contains("no tool of this runtime is named like 'pai'; did you mean 'pay'?");
    }
  }
}
