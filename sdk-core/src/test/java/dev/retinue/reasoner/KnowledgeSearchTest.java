package dev.retinue.reasoner;

import static dev.retinue.testkit.ScriptedModel.say;
import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.definition.KnowledgeDefinition;
import dev.retinue.definition.Limits;
import dev.retinue.knowledge.Citation;
import dev.retinue.knowledge.Cited;
import dev.retinue.knowledge.Claim;
import dev.retinue.knowledge.FixedKnowledge;
import dev.retinue.knowledge.Passage;
import dev.retinue.run.Outcome;
import dev.retinue.run.Run;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.testkit.ReasonerContract;
import dev.retinue.testkit.ScriptedModel;
import java.util.List;
import org.junit.jupiter.api.Test;

class KnowledgeSearchTest extends ReasonerContract {
  private static final Citation CRANE =
      new Citation("/docs/crane.pdf", "Crane", 3, List.of("Height"));
  private static final Citation HARBOUR =
      new Citation("/docs/harbour.md", "Harbour", null, List.of());
  private static final List<Passage> FOUND =
      List.of(
          new Passage("p1", "The harbour is old.", HARBOUR, 0.9),
          new Passage("p2", "The crane is forty metres high.", CRANE, 0.8));

  @Override
  protected Reasoner reasoner() {
    return new KnowledgeSearch();
  }

  @Override
  protected ScriptedModel model() {
    return ScriptedModel.turn(say("Forty metres [2]."));
  }

  @Override
  protected AgentDefinition agent() {
    return AgentDefinition.builder("Contract")
        .type("knowledge_search")
        .knowledge(new KnowledgeDefinition(true, "", List.of()))
        .build();
  }

  @Override
  protected AgentRuntime.Builder prepare(AgentRuntime.Builder builder) {
    return builder.knowledge(new FixedKnowledge(FOUND));
  }

  private Outcome ask(ScriptedModel model, List<Passage> found) throws InterruptedException {
    try (AgentRuntime runtime =
        AgentRuntime.builder().model(model).knowledge(new FixedKnowledge(found)).build()) {
      return runtime.agent(agent()).ask("How high is the crane?");
    }
  }

  @Test
  void itsMarksAreCited() throws Exception {
    Outcome.Answered answered = (Outcome.Answered) ask(model(), FOUND);

    assertThat(answered.text()).isEqualTo("Forty metres [2].");
    assertThat(answered.citations()).containsExactly(new Cited(2, CRANE));
    assertThat(answered.citations().getFirst()).hasToString("[2] Crane, page 3, \"Height\"");
  }

  @Test
  void itsHistorySaysWhetherWhatItCitesBearsItOut() throws Exception {
    ScriptedModel model =
        ScriptedModel.turn(say("The crane is forty metres high [2]. It is in Oslo [1]."));
    try (AgentRuntime runtime =
        AgentRuntime.builder().model(model).knowledge(new FixedKnowledge(FOUND)).build()) {
      Run run = runtime.agent(agent()).start("How high is the crane?");
      run.await();

      assertThat(runtime.history(run.id()).claims())
          .containsExactly(
              new Claim(
                  "The crane is forty metres high.",
                  List.of(2),
                  Claim.Verdict.SUPPORTED,
                  List.of()),
              new Claim("It is in Oslo.", List.of(1), Claim.Verdict.MISSING, List.of("Oslo")));
    }
  }

  @Test
  void marksOfNoPassageAreRemoved() throws Exception {
    Outcome.Answered answered =
        (Outcome.Answered) ask(ScriptedModel.turn(say("High [7], old [1].")), FOUND);

    assertThat(answered.text()).doesNotContain("[7]").contains("old [1].");
    assertThat(answered.citations()).containsExactly(new Cited(1, HARBOUR));
  }

  @Test
  void itSaysSoWithoutAskingAModelWhenNothingIsFound() throws Exception {
    ScriptedModel model = model();

    assertThat(ask(model, List.of()).text())
        .isEqualTo("I found nothing about that in the documents I was given.");
    assertThat(model.requests()).isEmpty();
  }

  @Test
  void anAnswerWithoutCitationsIsAskedForOnceMore() throws Exception {
    ScriptedModel model =
        ScriptedModel.answering(request ->
            say(
                request.messages().getLast().toString().contains("Mark each statement")
                    ? "Forty metres [2]."
                    : "Forty metres."));

    assertThat(ask(model, FOUND).text()).isEqualTo("Forty metres [2].");
    assertThat(model.requests()).hasSize(2);
  }

  private Outcome askOnce(ScriptedModel model, Limits limits) throws InterruptedException {
    try (AgentRuntime runtime =
        AgentRuntime.builder().model(model).knowledge(new FixedKnowledge(FOUND)).build()) {
      return runtime
          .agent(
              AgentDefinition.builder("Frugal")
                  .type("knowledge_search")
                  .knowledge(new KnowledgeDefinition(true, "", List.of()))
                  .limits(limits)
                  .build())
          .ask("How high is the crane?");
    }
  }

  @Test
  void anAnswerWithoutCitationsIsGoodEnoughWhenTheBudgetIsSpent() throws Exception {
    ScriptedModel model = ScriptedModel.answering(request -> say("Forty metres."));

    Outcome outcome = askOnce(model, Limits.STANDARD.withMaxSteps(1));

    assertThat(outcome).isInstanceOf(Outcome.Answered.class);
    assertThat(outcome.text()).isEqualTo("Forty metres.");
    assertThat(model.requests()).hasSize(1);
  }

  @Test
  void aQuestionThatTheBudgetDoesNotAllowIsNotAsked() throws Exception {
    ScriptedModel model = model();

    assertThat(askOnce(model, Limits.STANDARD.withMaxTokens(20)))
        .isInstanceOfSatisfying(
            Outcome.Stopped.class,
            stopped -> {
              assertThat(stopped.reason()).isEqualTo(StopReason.BUDGET);
              assertThat(stopped.detail()).startsWith("the run may use 20 tokens and has used 0");
              assertThat(stopped.closing()).isEmpty();
            });
    assertThat(model.requests()).isEmpty();
  }
}
