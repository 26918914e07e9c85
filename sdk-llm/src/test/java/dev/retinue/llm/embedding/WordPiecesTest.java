package dev.retinue.llm.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.retinue.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Beside the reference: the tokenizer in Rust that langchain4j's models use, by way of DJL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WordPiecesTest {
  private static final String TOKENIZER = "bge-small-en-v1.5-q-tokenizer.json";

  private final WordPieces words;
  private final HuggingFaceTokenizer reference;

  WordPiecesTest() throws IOException {
    try (InputStream ours = resource();
        InputStream theirs = resource()) {
      words = TokenizerFile.read(TOKENIZER, ours);
      reference =
          HuggingFaceTokenizer.newInstance(
              theirs, Map.of("padding", "false", "truncation", "false"));
    }
  }

  private static InputStream resource() {
    return WordPiecesTest.class.getResourceAsStream("/" + TOKENIZER);
  }

  @AfterAll
  void close() {
    reference.close();
  }

  private void agree(String text) {
    assertThat(words.ids(text)).as(text).containsExactly(expected(text));
  }

  private long[] expected(String text) {
    return reference.encode(text, false, false).getIds();
  }

  /** Java's Unicode is newer than the reference's: it knows more marks and more punctuation. */
  private static boolean addedToUnicodeOfLate(int c) {
    return (c >= 0x61D && c < 0x2000) || (c > 0x2E42 && c < 0x2E80) || (c > 0xA700 && c < 0xAC00);
  }

  @Test
  void itAgreesOnEveryCharacterBetweenLetters() {
    int others = 0;
    for (int c = 1; c <= 0xFFFF; c++) {
      int type = Character.getType(c);
      if (type == Character.SURROGATE || type == Character.UNASSIGNED) {
        continue;
      }
      String text = "a" + Character.toString(c) + "b";
      if (!addedToUnicodeOfLate(c)) {
        agree(text);
      } else if (!Arrays.equals(words.ids(text), expected(text))) {
        others++;
      }
    }
    assertThat(others).isLessThan(200);
  }

  @Test
  void itAgreesOnRandomTexts() {
    long seed = Long.getLong("retinue.seed", 20_261_122L);
    Random random = new Random(seed);
    String alphabet = "abcdeEÉéßΣσς  \t\n\u00a0'\"-.,;:!?()0123中文日本かな한국й\u0301İıﬁ½€∑🚀\u200d#[]";
    int[] letters = alphabet.codePoints().toArray();
    for (int i = 0; i < 2_000; i++) {
      var text = new StringBuilder();
      for (int length = random.nextInt(200); length > 0; length--) {
        text.appendCodePoint(letters[random.nextInt(letters.length)]);
      }
      agree(text.toString());
    }
  }

  @Test
  void itAgreesOnRealTexts() throws IOException {
    String data = System.getProperty("retinue.data");
    assumeThat(data).as("no folder of texts given with -Dretinue.data").isNotNull();
    List<String> texts = new ArrayList<>();
    List<Path> files;
    try (Stream<Path> all = Files.walk(Path.of(data))) {
      files = all.filter(file -> file.toString().matches(".*\\.(jsonl|md|txt)")).sorted().toList();
    }
    for (Path file : files) {
      String whole = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      for (String line : whole.lines().toList()) {
        texts.add(file.toString().endsWith(".jsonl") ? text(line) : line);
      }
    }
    assertThat(texts).hasSizeGreaterThan(1_000);
    texts.forEach(this::agree);
  }

  private static String text(String line) {
    JsonNode document = Json.tree(line);
    return document.path("title").asText() + "\n" + document.path("text").asText();
  }

  @Test
  void aMarkInATextIsText() {
    assertThat(words.ids("the [SEP] mark"))
        .doesNotContain(words.end())
        .containsExactly(words.ids("the [ sep ] mark"));
  }
}
