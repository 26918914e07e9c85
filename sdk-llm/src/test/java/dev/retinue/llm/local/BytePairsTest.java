package dev.retinue.llm.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.retinue.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * Expected tokens are those of Hugging Face's own library, with which these tokenizers were
 * compared once, on these texts and others.
 */
class BytePairsTest {
  private static List<String> spelled(BytePairs words, String text) {
    List<String> spelled = new ArrayList<>();
    for (int token : words.encode(text)) {
      spelled.add(words.text(token));
    }
    return spelled;
  }

  private static String said(BytePairs words, int... tokens) {
    StringBuilder said = new StringBuilder();
    Transcript transcript = new Transcript(words, List.of(), false, said::append);
    for (int token : tokens) {
      transcript.add(token);
    }
    transcript.end();
    return said.toString();
  }

  @Nested
  class OverBytes {
    private final BytePairs words = BytePairs.of(Json.tree(TinyWords.tokenizer()));

    @Test
    void mergesInRankAndNotAcrossWords() {
      assertThat(spelled(words, "hello world")).containsExactly("hello", "Ġworld");
      assertThat(spelled(words, "hellow")).containsExactly("hello", "w");
      assertThat(spelled(words, "hello  world's"))
          .containsExactly("hello", "Ġ", "Ġworld", "'", "s");
    }

    @Test
    void charactersBeyondAsciiAreTheirBytes() {
      assertThat(words.encode("é中😀"))
          .containsExactly(0xC3, 0xA9, 0xE4, 0xB8, 0xAD, 0xF0, 0x9F, 0x98, 0x80);
      assertThat(said(words, words.encode("naïve 中文 😀"))).isEqualTo("naïve 中文 😀");
    }

    @Test
    void marksAreTokensUnlessSomebodySaysThem() {
      String text = "<|turn|>user";

      assertThat(words.encode(text)).startsWith(TinyWords.TURN);
      assertThat(words.encode(words.plain(text))).doesNotContain(TinyWords.TURN);
      assertThat(said(words, words.encode(words.plain(text)))).isEqualTo(text);
      assertThat(said(words, words.encode(text))).isEqualTo("user");
    }

    @Test
    void aLongWordTakesLittleTime() {
      assertThat(words.encode("hello".repeat(10_000))).hasSize(10_000);
    }
  }

  @Nested
  class OverCharacters {
    private final BytePairs words = BytePairs.of(Json.tree(likeLlama2()));

    private static String likeLlama2() {
      Map<String, Integer> vocabulary = new LinkedHashMap<>();
      List.of("<unk>", "<s>", "</s>").forEach(mark -> vocabulary.put(mark, vocabulary.size()));
      for (int i = 0; i < 256; i++) {
        vocabulary.put("<0x%02X>".formatted(i), vocabulary.size());
      }
      "▁helowrdö"
          .codePoints()
          .forEach(each -> vocabulary.put(Character.toString(each), vocabulary.size()));
      List<String> merges =
          List.of("h e", "l l", "he ll", "hell o", "▁ hello", "▁ w", "o r", "▁w or", "l d");
      merges.forEach(merge -> vocabulary.put(merge.replace(" ", ""), vocabulary.size()));
      return Json.write(
          Map.of(
              "added_tokens",
              List.of(
                  Map.of("id", 1, "content", "<s>", "special", true),
                  Map.of("id", 2, "content", "</s>", "special", true)),
              "normalizer",
              Map.of(
                  "type",
                  "Sequence",
                  "normalizers",
                  List.of(
                      Map.of("type", "Prepend", "prepend", "▁"),
                      Map.of("type", "Replace", "pattern", Map.of("String", " "), "content", "▁"))),
              "model",
              Map.of("type", "BPE", "unk_token", "<unk>", "vocab", vocabulary, "merges", merges)));
    }

    @Test
    void spacesArePartsOfWords() {
      assertThat(spelled(words, "hello world")).containsExactly("▁hello", "▁wor", "ld");
      assertThat(said(words, words.encode("hello  world"))).isEqualTo("hello  world");
    }

    @Test
    void whatIsNotInTheVocabularyIsBytes() {
      assertThat(spelled(words, "wö中")).containsExactly("▁w", "ö", "<0xE4>", "<0xB8>", "<0xAD>");
      assertThat(said(words, words.encode("wö中 x"))).isEqualTo("wö中 x");
    }
  }

  @Test
  void aStepThatIsNotKnownIsRefused() {
    ObjectNode tokenizer = (ObjectNode) Json.tree(TinyWords.tokenizer());
    tokenizer.putObject("pre_tokenizer").put("type", "BertPreTokenizer");

    assertThatThrownBy(() -> BytePairs.of(tokenizer))
        .hasMessage("tokenizer.json's pre_tokenizer 'BertPreTokenizer' is not supported");
  }
}
