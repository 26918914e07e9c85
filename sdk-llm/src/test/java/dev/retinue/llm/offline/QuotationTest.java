package dev.retinue.llm.offline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.embedding.Embeddings;
import dev.retinue.llm.embedding.OnnxEmbeddingsProvider;
import dev.retinue.llm.offline.answer.Phrases;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Questions that the handbook answers, and questions that it does not. Thresholds and word lists
 * were tuned on those of TUNED_ON and SEEN: those of SEEN were held out at first, of which 5 of 7
 * went right, and their failures were looked at then. FRESH was written after that and measured
 * once; since then one of its questions, of the brass key, showed that asking what one does is not
 * asking about oneself.
 */
class QuotationTest {
  private static final List<Map.Entry<String, String>> TUNED_ON =
      List.of(
          Map.entry("Who opens the dome?", "The dome is opened by the night warden"),
          Map.entry("How much does a ticket cost?", "A ticket costs 12 euros"),
          Map.entry("When was the main telescope built?", "built in 1927"),
          Map.entry("Where is the first aid kit?", "next to the library door"),
          Map.entry("How heavy is the mirror?", "weighs 480 kilograms"),
          Map.entry("May I bring my dog?", "Dogs are not allowed inside"),
          Map.entry(
              "How long are tickets valid if it is cloudy?", "tickets stay valid for one year"),
          Map.entry("What should I do in case of fire?", "leave through the northern exit"));

  private static final List<Map.Entry<String, String>> SEEN =
      List.of(
          Map.entry("On which days can visitors come?", "on Thursdays and Saturdays"),
          Map.entry("What is the diameter of the mirror?", "diameter of 1.2 metres"),
          Map.entry("How is the mirror cleaned?", "cleaned with distilled water"),
          Map.entry("Whom do I call when the power fails?", "Marta Olsen, on extension 114"),
          Map.entry("How long do the shutters take to open?", "four minutes"),
          Map.entry("How fast are refunds paid?", "within ten working days"),
          Map.entry("At what wind speed does the dome stay shut?", "stronger than 60 km/h"));

  private static final List<String> UNANSWERABLE_TUNED_ON =
      List.of(
          "Who founded the observatory?",
          "What is the capital of France?",
          "How many employees work here?",
          "What is the Wi-Fi password?",
          "When is the restaurant open?");

  private static final List<String> UNANSWERABLE_SEEN =
      List.of(
          "How far away is the next railway station?",
          "Which camera model is attached to the telescope?",
          "What is the director's salary?",
          "Can I pay by cheque?",
          "Who won the world cup in 1990?");

  private static final List<Map.Entry<String, String>> FRESH =
      List.of(
          Map.entry("What do children under ten pay?", "children under ten enter free"),
          Map.entry("Where are the spare eyepieces?", "oak cabinet beside the stairs"),
          Map.entry("What must I do with the camera during lightning?", "disconnect the camera"),
          Map.entry("Can I exchange a gift voucher for cash?", "cannot be exchanged for money"),
          Map.entry("Which way do I turn the brass key?", "brass key to the left"),
          Map.entry("Who made the telescope?", "workshop of Carl Brandt"),
          Map.entry("Do groups have to book in advance?", "must book two weeks in advance"),
          Map.entry("Until what hour is the observatory open?", "from 19:00 to 23:00"));

  private static final List<String> UNANSWERABLE_FRESH =
      List.of(
          "Where can I park my car?",
          "What colour is the dome?",
          "Who is the prime minister of Norway?",
          "How many stars can be seen?",
          "Is there a gift shop?");

  private record Score(int right, List<String> misses) {}

  private static Score answered(Extractive model, List<Map.Entry<String, String>> examples) {
    int right = 0;
    List<String> misses = new ArrayList<>();
    for (var each : examples) {
      String answer = Fixtures.answer(model, Fixtures.withHandbook(each.getKey()));
      if (answer.contains(each.getValue())) {
        right++;
      } else {
        misses.add(each.getKey() + " -> " + answer);
      }
    }
    return new Score(right, misses);
  }

  private static Score abstained(Extractive model, List<String> questions) {
    int right = 0;
    List<String> misses = new ArrayList<>();
    for (String each : questions) {
      String answer = Fixtures.answer(model, Fixtures.withHandbook(each));
      if (answer.equals(Phrases.CANNOT)) {
        right++;
      } else {
        misses.add(each + " -> " + answer);
      }
    }
    return new Score(right, misses);
  }

  @Test
  void withEmbeddingsItQuotesTheSentenceThatAnswersOrSaysThatItCannot() {
    try (Embeddings embeddings = new OnnxEmbeddingsProvider().open()) {
      Extractive model = Fixtures.model(embeddings);
      Score tuned = answered(model, TUNED_ON);
      Score seen = answered(model, SEEN);
      Score tunedSilence = abstained(model, UNANSWERABLE_TUNED_ON);
      Score seenSilence = abstained(model, UNANSWERABLE_SEEN);

      assertThat(tuned.right() + seen.right())
          .as("sentences right of 15; missed %s %s", tuned.misses(), seen.misses())
          .isGreaterThanOrEqualTo(13);
      assertThat(tunedSilence.right() + seenSilence.right())
          .as("abstained of 10; answered %s %s", tunedSilence.misses(), seenSilence.misses())
          .isGreaterThanOrEqualTo(8);
    }
  }

  @Test
  void onQuestionsItWasNotTunedOnItDoesNearlyAsWell() {
    try (Embeddings embeddings = new OnnxEmbeddingsProvider().open()) {
      Extractive model = Fixtures.model(embeddings);
      Score fresh = answered(model, FRESH);
      Score silent = abstained(model, UNANSWERABLE_FRESH);

      assertThat(fresh.right() + silent.right())
          .as("right of 8 and 5; missed %s %s", fresh.misses(), silent.misses())
          .isGreaterThanOrEqualTo(11);
    }
  }

  @Test
  void withoutEmbeddingsWordsAloneFindMost() {
    Extractive model = Fixtures.model(null);
    Score tuned = answered(model, TUNED_ON);
    Score seen = answered(model, SEEN);
    Score silent = abstained(model, UNANSWERABLE_TUNED_ON);
    Score seenSilence = abstained(model, UNANSWERABLE_SEEN);

    assertThat(tuned.right() + seen.right())
        .as("sentences right of 15; missed %s %s", tuned.misses(), seen.misses())
        .isGreaterThanOrEqualTo(11);
    assertThat(silent.right() + seenSilence.right())
        .as("abstained of 10; answered %s %s", silent.misses(), seenSilence.misses())
        .isGreaterThanOrEqualTo(8);
  }

  @Test
  void itMarksEachSentenceWithItsPassage() {
    assertThat(
            Fixtures.answer(
                Fixtures.model(null), Fixtures.withHandbook("How much does a ticket cost?")))
        .isEqualTo("A ticket costs 12 euros; children under ten enter free. [2]");
  }
}
