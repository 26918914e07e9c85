package dev.retinue.memory.recall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.collection.Entry;
import dev.retinue.collection.FieldValue;
import dev.retinue.collection.Vector;
import java.time.Instant;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class RecallFieldsTest {
  private static final Instant AT = Instant.parse("2024-05-15T10:00:00Z");

  @Test
  void aTurnCarriesWhatTheRankingNeeds() {
    Said said = new Said("Ada Lovelace", "Where is it?", "In the attic.", AT);
    Entry entry = RecallFields.entry("t1", "s1", said);
    assertThat(entry.fields())
        .containsEntry(RecallFields.SESSION, FieldValue.keyword("s1"))
        .containsEntry(RecallFields.AT, FieldValue.time(AT))
        .containsEntry(RecallFields.ASKS, FieldValue.number(0.5))
        .containsEntry(
            RecallFields.LENGTH, FieldValue.number("Where is it?\nIn the attic.".length()))
        .containsEntry(RecallFields.SPEAKER, FieldValue.keyword("Ada Lovelace", "Ada", "Lovelace"));
  }

  @Test
  void whoIsNotKnownHasNoSpeakerField() {
    Entry entry = RecallFields.entry("t1", "s1", new Said("", "Hello.", "", AT));
    assertThat(entry.fields()).doesNotContainKey(RecallFields.SPEAKER);
  }

  @Test
  void aMereQuestionAsksWholly() {
    assertThat(RecallFields.entry("t1", "s1", said("Where is it? ")).fields())
        .containsEntry(RecallFields.ASKS, FieldValue.number(1));
  }

  @Test
  void aTurnIsFoundByTheWordsAroundItAndMostByItsOwn() {
    Entry alone = RecallFields.entry("c", "s", said("cheese"));
    Entry amid =
        RecallFields.amid(
            alone, said("cheese"), List.of(said("apples"), said("bread")), List.of(said("dates")));
    assertThat(words(alone)).containsExactly("cheese", "cheese");
    assertThat(words(amid)).containsExactly("cheese", "cheese", "apples", "bread", "dates");
    assertThat(RecallFields.amid(amid, said("cheese"), List.of(), List.of())).isEqualTo(alone);
  }

  @Test
  void ofALongNeighbourTheBeginningIsEnough() {
    Entry amid =
        RecallFields.amid(
            RecallFields.entry("c", "s", said("cheese")),
            said("cheese"),
            List.of(said("x".repeat(5_000))),
            List.of());
    assertThat(words(amid)).containsExactly("cheese", "cheese", "x".repeat(800));
  }

  @Test
  void aVectorLeansTowardsThoseBesideIt() {
    Vector east = Vector.of(1, 0);
    Vector north = Vector.of(0, 1);
    double length = Math.hypot(1, 0.4);
    assertThat(RecallFields.meaning(north, east, null).toArray())
        .containsExactly(new float[] {(float) (0.4 / length), (float) (1 / length)}, NEARLY);
    length = Math.hypot(1, 0.3);
    assertThat(RecallFields.meaning(east, null, north).toArray())
        .containsExactly(new float[] {(float) (1 / length), (float) (0.3 / length)}, NEARLY);
    assertThat(RecallFields.meaning(east, null, null)).isEqualTo(east);
  }

  private static final Offset<Float> NEARLY = Offset.offset(1e-6f);

  private static Said said(String text) {
    return new Said("", text, "", AT);
  }

  private static List<String> words(Entry entry) {
    return entry.text().getOrDefault(RecallFields.WORDS, "").strip().lines().toList();
  }
}
