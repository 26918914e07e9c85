package dev.retinue.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.knowledge.Claim.Verdict;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CitationCheckTest {
  private static final List<Passage> PASSAGES =
      List.of(
          passage(
              "The dome of the observatory at Tromsø opens at 22:00. In March 2026 it had 1,200 visitors,"
                  + " who said: \u201Cthe sky is close here\u201D."),
          passage("Year | Ducks\n2021 | 150\n2022 | 170"));

  private static Passage passage(String text) {
    return new Passage("id", text, new Citation("a.pdf", "Handbook", 3, List.of("Dome")), 1);
  }

  private static Claim only(String answer) {
    return CitationCheck.of(answer, PASSAGES).getFirst();
  }

  @ParameterizedTest
  @MethodSource
  void aClaimIsHeldAgainstWhatItCites(String verdict, String claim) {
    assertThat(only(claim).verdict()).as(claim).isEqualTo(Verdict.valueOf(verdict));
  }

  static Stream<Arguments> aClaimIsHeldAgainstWhatItCites() {
    return """
    SUPPORTED | It opens at 22:00 [1].
    MISSING | It opens at 21:00 [1].
    SUPPORTED | There were 1200 visitors in March [1].
    PARTIAL | There were 1,200 visitors in April [1].
    MISSING | There were 12 visitors in April [1].
    SUPPORTED | The observatory at Tromsø had visitors [1].
    MISSING | The observatory at Bergen had visitors [1].
    SUPPORTED | Visitors said "the sky is close here" [1].
    SUPPORTED | Visitors said "The sky is  close here" [1].
    MISSING | Visitors said "the sky is far away" [1].
    SUPPORTED | Year: 2022; Ducks: 170 [2]
    MISSING | In 2022 there were 170 ducks [1].
    SUPPORTED | In 2022 there were 170 ducks, and 1,200 visitors [1][2].
    SUPPORTED | The dome opens for visitors [1].
    MISSING | Cats sleep all day long [1].
    MISSING | It opens at 22:00 [7].
    UNCITED | It opens at 22:00.
    """
        .lines()
        .map(line -> line.strip().split(" \\| ", 2))
        .map(parts -> Arguments.of(parts[0], parts[1]));
  }

  @Test
  void whatIsMissingIsNamed() {
    assertThat(only("In April 1,300 people came to Tromsø [1].").missing())
        .containsExactly("1,300", "April");
    assertThat(only("It is so [9].").missing()).containsExactly("the passages [9]");
  }

  @Test
  void eachSentenceIsAClaimWithItsOwnMarks() {
    List<Claim> claims =
        CitationCheck.of(
            "It opens at 22:00. [1] In 2021 there were 150 ducks [2].\nFine.", PASSAGES);

    assertThat(claims).extracting(Claim::marks).containsExactly(List.of(1), List.of(2), List.of());
    assertThat(claims)
        .extracting(Claim::verdict)
        .containsExactly(Verdict.SUPPORTED, Verdict.SUPPORTED, Verdict.UNCITED);
    assertThat(claims.getFirst().sentence()).isEqualTo("It opens at 22:00.");
  }

  @Test
  void theCitationCountsAsWell() {
    assertThat(only("The Handbook says so on page 3 [1].").verdict()).isEqualTo(Verdict.SUPPORTED);
  }

  @Test
  void anEmptyAnswerClaimsNothing() {
    assertThat(CitationCheck.of("  \n [1] ", PASSAGES)).isEmpty();
  }
}
