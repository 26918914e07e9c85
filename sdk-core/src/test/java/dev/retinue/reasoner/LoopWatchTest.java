package dev.retinue.reasoner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.definition.LoopLimits;
import dev.retinue.reasoner.LoopWatch.Verdict;
import dev.retinue.testkit.Seeded;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class LoopWatchTest {
  private final LoopWatch watch = new LoopWatch(LoopLimits.STANDARD);
  private int step;

  /** A letter is a call whose result depends on nothing; a step each. */
  private String say(String calls) {
    StringBuilder said = new StringBuilder();
    for (int i = 0; i < calls.length(); i++) {
      char call = calls.charAt(i);
      said.append(
          switch (watch.note(step++, "look", "{\"at\":\"" + call + "\"}", "nothing")) {
            case Verdict.GoOn goOn -> '.';
            case Verdict.Nudge nudge -> 'n';
            case Verdict.Stop stop -> 'S';
          });
    }
    return said.toString();
  }

  @Test
  void theSameCallIsToldAtTheThirdTimeAndStoppedAtTheSixth() {
    assertThat(say("AAAAAA")).isEqualTo("..nnnS");
  }

  @Test
  void goingBackAndForthIsTheSame() {
    assertThat(say("ABABABABABA")).isEqualTo("....nnnnnnS");
  }

  @Test
  void aLongerRoundIsNoticedAsWell() {
    assertThat(say("ABCDABCDABCD")).isEqualTo("........nnnn");
  }

  @Test
  void whoGetsOnMayLookAgain() {
    assertThat(say("AaAbAcAdAeAfAgAhAiAj")).doesNotContain("n").doesNotContain("S");
    assertThat(say("AAAkAAAlAAAmAAAoAAAp")).doesNotContain("S");
  }

  @Test
  void anotherResultIsSomethingNew() {
    List<Boolean> nudged = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      nudged.add(watch.note(i, "poll", "{}", "at " + i) instanceof Verdict.GoOn);
    }
    assertThat(nudged).doesNotContain(false);
  }

  @Test
  void callsOfOneStepCountOnce() {
    for (int i = 0; i < 10; i++) {
      assertThat(watch.note(1, "look", "{}", "nothing")).isInstanceOf(Verdict.GoOn.class);
    }
  }

  @Test
  void itSaysWhatWasRepeated() {
    say("AA");
    assertThat(watch.note(99, "look", "{\"at\":\"A\"}", "nothing"))
        .isEqualTo(
            new Verdict.Nudge(
                "(You have called look 3 times with the same arguments, and the result was the same each time. Do"
                    + " something else, or answer with what you have.)"));
    say("AA");
    assertThat(watch.note(100, "look", "{\"at\":\"A\"}", "nothing"))
        .isEqualTo(
            new Verdict.Stop(
                "tool 'look' was called 6 times with the same arguments and the same result; change the instructions,"
                    + " or limits.loop.stop if that is what it should do"));
  }

  @Test
  void offIsOff() {
    LoopWatch off = new LoopWatch(LoopLimits.OFF);
    for (int i = 0; i < 100; i++) {
      assertThat(off.note(i, "look", "{}", "nothing")).isInstanceOf(Verdict.GoOn.class);
    }
  }

  @Seeded
  void aRoundOfAnyLengthIsNudgedInItsThirdAndStoppedInItsSixthPass(RandomGenerator random) {
    int length = 1 + random.nextInt(40);
    for (int i = 0; i < length * 6; i++) {
      Verdict verdict = watch.note(i, "look", "{\"at\":" + i % length + "}", "nothing");
      Class<?> expected =
          i < 2 * length
              ? Verdict.GoOn.class
              : i < 5 * length ? Verdict.Nudge.class : Verdict.Stop.class;
      assertThat(verdict).as("call %d of rounds of %d", i, length).isInstanceOf(expected);
    }
  }
}
