package dev.retinue.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.definition.EffectKind;
import dev.retinue.effect.AccessClass;
import dev.retinue.effect.Effect;
import dev.retinue.effect.ToolResult;
import dev.retinue.identity.Address;
import dev.retinue.identity.Principal;
import dev.retinue.identity.RunScope;
import dev.retinue.label.Label;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.secret.Secret;
import dev.retinue.testkit.ScriptedModel;
import dev.retinue.tool.Tool;
import dev.retinue.tool.ToolContext;
import dev.retinue.tool.ToolTraits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the page on security shows is code that compiles and runs, and says what the page says. */
class SecurityPageTest {
  private static List<String> snippets(String language) throws IOException {
    String page = Files.readString(Path.of("docs/security.md"));
    return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
        .matcher(page)
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  @Test
  void itsJavaIsThatOfThisTest() throws IOException {
    String source =
        withoutSpace(
            Files.readString(Path.of("src/test/java/dev/retinue/policy/SecurityPageTest.java")));

    assertThat(snippets("java"))
        .hasSize(6)
        .allSatisfy(snippet -> assertThat(source).contains(withoutSpace(snippet)));
  }

  private static String withoutSpace(String code) {
    return code.replaceAll("\\s+", "");
  }

  @Test
  void whatItShowsIsAccepted() {
    AgentRuntime.Builder builder = AgentRuntime.builder().model(ScriptedModel.turn());
    String token = "t0ken-t0ken";
    builder.rules(
        Rule.allow(
            "colleagues",
            Match.everything().ofTools("send_mail").where("args.to.endsWith('@acme.com')")));
    builder.documentLabel(citation ->
        citation.source().startsWith("/handbook/") ? Label.NONE : Label.UNTRUSTED_PRIVATE);
    builder.standardRules(false);
    builder.rules(
        Rule.deny(
            "no-spending",
            Match.everything().touching(AccessClass.SPEND),
            "this runtime has no purse"),
        Rule.ask(
            "outside-mail",
            Match.everything().ofTools("send_*").forTenants("acme"),
            "May {tool} be called with {args}?"),
        Rule.deny(
            "no-outsiders",
            Match.everything().ofEffects(EffectKind.DELEGATE).untrusted(),
            "what came from outside is not passed on"));
    builder.secret(
        Secret.of("crm-token", token).forTools("crm_*").at("api.crm.example", "*.crm.example"));

    try (AgentRuntime runtime = builder.tool(new People()).build()) {
      assertThat(runtime.agents()).isEmpty();
    }
  }

  /** A tool as the page has it. */
  private static final class People implements Tool {
    @Override
    public ToolSpecification specification() {
      return ToolSpecification.builder()
          .name("crm_people")
          .description("Lists people")
          .parameters(JsonObjectSchema.builder().build())
          .build();
    }

    @Override
    public ToolTraits traits() {
      return ToolTraits.touching(AccessClass.NETWORK, AccessClass.SECRET);
    }

    @Override
    public ToolResult call(ObjectNode arguments, ToolContext context) {
      String value = context.secret("secret://crm-token", "https://api.crm.example/v1/people");
      return new ToolResult.Ok(value.isEmpty() ? "nobody" : "somebody");
    }
  }

  @Test
  void itsDefinitionDecidesAsItSays() throws IOException {
    AgentDefinition clerk = AgentDefinition.parse(snippets("yaml").getFirst());
    Policy policy = RulePolicy.of(clerk.permissions().stream().map(Rule::of).toList());

    assertThat(rule(policy, "pay", "{\"amount\": 20, \"currency\": \"EUR\"}", "ada"))
        .isEqualTo("small-sums");
    assertThat(rule(policy, "pay", "{\"amount\": 200, \"currency\": \"EUR\"}", "ada"))
        .isEqualTo("large-sums");
    assertThat(rule(policy, "pay", "{}", "ada")).isEqualTo("large-sums");
    assertThat(rule(policy, "send_fax", "{}", "bob")).isEqualTo("only-ada-writes");
    assertThat(rule(policy, "send_fax", "{}", "ada")).isEqualTo("no-rule");
  }

  private static String rule(Policy policy, String tool, String arguments, String principal) {
    Set<AccessClass> access = tool.equals("pay") ? Set.of(AccessClass.SPEND) : Set.of();
    return policy
        .decide(
            new Policy.Request(
                new Effect.CallTool(tool, arguments),
                access,
                new RunScope("run", "clerk", "session", new Principal(principal), ""),
                Address.of(0, 0)))
        .rule();
  }

  @Test
  void itsTableOfStandardRulesIsWhole() throws IOException {
    String page = Files.readString(Path.of("docs/security.md"));

    assertThat(Rule.standard())
        .allSatisfy(rule -> assertThat(page).contains("| `" + rule.name() + "` |"));
  }
}
