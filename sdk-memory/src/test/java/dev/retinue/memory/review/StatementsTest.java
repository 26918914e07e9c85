package dev.retinue.memory.review;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.collection.EnglishWords;
import dev.retinue.identity.Principal;
import dev.retinue.label.Label;
import dev.retinue.memory.Context;
import dev.retinue.memory.MemoryRecord;
import dev.retinue.memory.Skill;
import dev.retinue.memory.Turn;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken from what somebody says, and what is not. */
class StatementsTest {
  private static final Context ADAS =
      new Context("s", new Principal("ada"), Instant.parse("2026-03-01T10:00:00Z"));

  private final EnglishWords words = new EnglishWords();
  private final Statements statements = new Statements(words::of);

  @AfterEach
  void close() {
    words.close();
  }

  private List<MemoryRecord> in(String said) {
    return statements.in(new Turn("t-1", ADAS, said, List.of(), "I see."));
  }

  private List<String> texts(String said) {
    return in(said).stream().map(MemoryRecord::text).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "My name is Ada Lovelace. | ada: name: Ada Lovelace",
        "hi, my name is Ada! Can you help me? | ada: name: Ada",
        "Call me Countess, please. | ada: preferred name: Countess",
        "I live in Lisbon with my cat. | ada: home: Lisbon",
        "By the way, I'm based in New York City now | ada: home: New York City",
        "I work at ACME as a plumber. | ada: employer: ACME",
        "I work for the sea. I work for Barnes & Noble | ada: employer: Barnes & Noble",
        "I work as a marine biologist. | ada: occupation: marine biologist",
        "My birthday is on March 3rd | ada: birthday: March 3rd",
        "Remember that my birthday is 1815-12-10. | ada: birthday: 1815-12-10",
        "My favourite colour is dark green. | ada: favourite colour: dark green",
        "My favorite ice cream is pistachio, as you know. | ada: favourite ice cream: pistachio",
        "I prefer window seats. | ada prefers window seats",
        "I'm allergic to peanuts | ada is allergic to peanuts"
      })
  void whatSomebodySaysOfThemselvesIsTaken(String said, String text) {
    assertThat(texts(said).stream().map(each -> each.replace("favorite", "favourite")))
        .containsExactly(text);
  }

  @Test
  void severalThingsInOneSentenceAreTakenApart() {
    assertThat(texts("My name is Ada, and I live in Lisbon and I work at ACME. Nice to meet you!"))
        .containsExactly("ada: name: Ada", "ada: home: Lisbon", "ada: employer: ACME");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Do I live in Lisbon?",
        "I live in Lisbon, right?",
        "My name is not Ada.",
        "I don't live in Lisbon.",
        "I used to live in Lisbon.",
        "I no longer work at ACME.",
        "I wish I could say I live in Lisbon.",
        "If I live in Lisbon, what taxes do I pay",
        "I live in Lisbon if all goes well.",
        "Maybe I live in Lisbon by then.",
        "Let's say I live in Lisbon.",
        "Suppose my name is Bob. I live in Lisbon.",
        "She said: I live in Lisbon.",
        "Bob: I live in Lisbon.",
        "He told me \"I live in Lisbon\".",
        "> I live in Lisbon",
        "Bob lives in Lisbon.",
        "My sister's name is Grace.",
        "My friend works at ACME.",
        "Translate into German: I live in Lisbon.",
        "Translate this.\nMy name is Pedro.",
        "Write a story. My name is Pedro.",
        "Pretend that you are a pirate. My name is Jack.",
        "Draft a letter to the bank\nMy name is Pedro\nI live in Porto",
        "I live in fear.",
        "I live in St. Louis.",
        "I work at home.",
        "I work at night.",
        "I work for myself.",
        "Call me tomorrow.",
        "Call me Monday.",
        "Call me ASAP.",
        "Call me when you are done.",
        "I prefer it.",
        "I prefer this one to be honest.",
        "My favourite, of course, is green.",
        "My name is on the list.",
        "I am Legend",
        "```\nmy name is Ada\n```",
        "Never mind.",
        "Never say never.",
        "Always a pleasure!",
        "I always write letters when it rains.",
        "She told me to always use gloves.",
        "\"Always use gloves\" is what the sign reads.",
        "Should I always use gloves?",
        "Always wanted to ask about that."
      })
  void whatIsNoPlainStatementOfTheirsIsNot(String said) {
    assertThat(in(said)).isEmpty();
  }

  @Test
  void whatIsToBeDoneFromNowOnIsASkillWithItsTrigger() {
    List<MemoryRecord> learned =
        in("Always use metric units when you write recipes. Please never call Bob before noon!");

    assertThat(learned).hasSize(2).allMatch(Skill.class::isInstance);
    Skill units = (Skill) learned.getFirst();
    assertThat(units.practice().instructions())
        .isEqualTo("Always use metric units when you write recipes.");
    assertThat(units.practice().triggers()).containsExactly("you write recipes");
    assertThat(units.sources()).containsExactly("t-1");
    assertThat(((Skill) learned.getLast()).practice().triggers()).isEmpty();
    assertThat(texts("When the build fails, always tell Grace."))
        .containsExactly("the build fails: When the build fails, always tell Grace.");
    assertThat(texts("From now on, answer in French."))
        .containsExactly("answer in French: From now on, answer in French.");
  }

  @Test
  void nothingIsTakenFromAnybodyElse() {
    String said = "My name is Ada.";
    Context shared = new Context("s", Principal.SHARED, ADAS.at());
    Context spoken = new Context("s", ADAS.principal(), ADAS.at(), "Grace");
    assertThat(statements.in(new Turn("t", shared, said, List.of(), ""))).isEmpty();
    assertThat(statements.in(new Turn("t", spoken, said, List.of(), ""))).isEmpty();
    assertThat(statements.in(new Turn("t", ADAS, said, List.of(), "", Label.UNTRUSTED))).isEmpty();
    assertThat(
            statements.in(
                new Turn(
                    "t", ADAS, "Look it up", List.of(new Turn.ToolUse("look", "{}", said)), said)))
        .isEmpty();
    assertThat(in(said + " And a long pasted page. ".repeat(40))).isEmpty();
  }

  @Test
  void whatIsTakenIsTheSameEachTimeAndKeepsItsLabel() {
    Turn turn = new Turn("t-1", ADAS, "I live in Lisbon.", List.of(), "", Label.PRIVATE);

    assertThat(statements.in(turn)).isEqualTo(statements.in(turn));
    assertThat(statements.in(turn).getFirst().label()).isEqualTo(Label.PRIVATE);
    assertThat(statements.in(turn).getFirst().id()).startsWith("t-1-");
  }
}
