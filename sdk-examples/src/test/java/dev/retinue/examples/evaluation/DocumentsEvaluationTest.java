package dev.retinue.examples.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentsEvaluationTest {
  @TempDir Path folder;

  @Test
  void everyFileIsCountedByWhatCameOfIt() throws Exception {
    Files.writeString(folder.resolve("a.md"), "# Herons\n\nThey stand *still*.");
    Files.writeString(folder.resolve("a.md.expected.md"), "## Herons\n\nThey stand still.");
    Files.writeString(folder.resolve("b.md"), " \n");
    Files.writeString(folder.resolve("c.docx"), "no zip");
    Files.writeString(folder.resolve("d.xyz"), "what?");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    DocumentsEvaluation.evaluate(
        folder, true, new PrintStream(bytes, true, StandardCharsets.UTF_8));

    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .containsPattern(" ms  a.md  read 1.000\n")
        .containsPattern("md +2 +1 +1 +0 +0 +0 +0 +1.000 of 1 +1.000\n")
        .containsPattern("docx +1 +0 +0 +0 +1 +0 +0")
        .containsPattern("xyz +1 +0 +0 +0 +0 +1 +0");
  }

  @Test
  void similarityIsTheShareOfWordsInTheSameOrder() {
    assertThat(WordSimilarity.of("one two three four", "One, **three** four")).isEqualTo(6 / 7.0);
    assertThat(WordSimilarity.of("a b", "c")).isZero();
    assertThat(WordSimilarity.of("[text](http://target)", "text")).isEqualTo(1);
  }

  @Test
  void theLongestCommonSubsequenceIsThatOfTheTextbook() {
    List<String> a = words(200, 7);
    List<String> b = words(150, 11);
    int[][] table = new int[a.size() + 1][b.size() + 1];
    for (int i = 1; i <= a.size(); i++) {
      for (int j = 1; j <= b.size(); j++) {
        table[i][j] =
            a.get(i - 1).equals(b.get(j - 1))
                ? table[i - 1][j - 1] + 1
                : Math.max(table[i - 1][j], table[i][j - 1]);
      }
    }
    assertThat((double) WordSimilarity.common(a, b))
        .isCloseTo(table[a.size()][b.size()], within(0.0));
  }

  private static List<String> words(int count, int seed) {
    return new java.util.Random(seed).ints(count, 0, 20).mapToObj(word -> "w" + word).toList();
  }
}
