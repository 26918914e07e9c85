package dev.retinue.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.budget.Cost;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.effect.Effect;
import dev.retinue.effect.ToolResult;
import dev.retinue.history.RunHistory;
import dev.retinue.history.Step;
import dev.retinue.identity.Address;
import dev.retinue.identity.Principal;
import dev.retinue.identity.RunScope;
import dev.retinue.journal.JournalRecord;
import dev.retinue.journal.Payload;
import dev.retinue.journal.Permitted;
import dev.retinue.label.Label;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TimelineTest {
  private static final Instant START = Instant.parse("2026-03-02T09:00:00Z");

  /** Kept for a person to look at. */
  private static void keep(String name, String content) throws IOException {
    Files.createDirectories(Path.of("target", "timelines"));
    Files.writeString(Path.of("target", "timelines", name), content);
  }

  @Nested
  @DisplayName("as a page")
  class Page {
    @Test
    void itShowsWhatWasAskedAndWhatCameOfIt() throws Exception {
      try (Office office = new Office()) {
        String page = Timeline.html(office.whole());
        keep("office.html", page);

        assertThat(page)
            .startsWith("<!doctype html>")
            .contains("Sales Clerk")
            .contains("Send ACME the offer we agreed on, and pay their last invoice.")
            .contains("answered")
            .contains("search_mail")
            .contains("&quot;ACME offer&quot;")
            .contains("3 mails from ACME")
            .contains("waited 3 h 14 min")
            .contains("for approval: Send the offer to acme@example.com?")
            .contains(">approved<")
            .contains("DENIED: agents may not pay invoices")
            .contains("NOT_FOUND")
            .contains("3 performed together")
            .contains("4.0/1.0");
      }
    }

    @Test
    void nothingInItIsInterpretedOrLoaded() throws Exception {
      try (Office office = new Office()) {
        String page = Timeline.html(office.whole());

        assertThat(page)
            .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
            .contains("default-src 'none'")
            .doesNotContain("<script")
            .doesNotContain("<img")
            .doesNotContain("javascript:")
            .doesNotContain("http://")
            .doesNotContain("https://")
            .doesNotContain("url(")
            .doesNotContain("\u202E");
        assertThat(Pattern.compile("<[a-z]+[^>]*\\son[a-z]+\\s*=").matcher(page).find())
            .as("a handler in a tag")
            .isFalse();
      }
    }

    @Test
    void textFromOutsideStandsInNoAttributeUnquoted() {
      String attack = "\" onmouseover=\"alert(1)\" x=\"";
      String page = Timeline.html(history(List.of(tool(0, attack, attack, attack))));

      assertThat(page).doesNotContain("\" onmouseover=\"").contains("&quot; onmouseover=&quot;");
    }

    @Test
    void aThousandStepsAreOnePageThatIsMadeAtOnce() throws Exception {
      List<JournalRecord> records = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        records.add(tool(i, "look", "{\"text\":\"number " + i + "\"}", "seen ".repeat(20)));
      }
      RunHistory history = history(records);
      Timeline.html(history);
      long start = System.nanoTime();
      String page = Timeline.html(history);
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      keep("thousand.html", page);

      assertThat(history.steps()).hasSize(1_000);
      assertThat(page.split("<details ", -1)).hasSize(1_001);
      assertThat(page.length()).isLessThan(2_500_000);
      assertThat(took).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void aLongTextIsCutAndSaysSo() {
      String page = Timeline.html(history(List.of(tool(0, "look", "{}", "x".repeat(50_000)))));

      assertThat(page).contains("… 30,000 more characters are in the history");
      assertThat(page.length()).isLessThan(60_000);
    }

    @Test
    void aRunThatWaitsIsShownAsItStands() throws Exception {
      try (Office office = new Office()) {
        var run = office.untilItWaits();
        RunHistory history = office.runtime().history(run.id());
        String page = Timeline.html(history);
        keep("waiting.html", page);

        assertThat(history.status()).isEqualTo(RunHistory.Status.WAITING);
        assertThat(page).contains(">waiting<").contains(">waits<");
      }
    }

    @Test
    void whatARunDelegatedStandsBelowTheDelegation() {
      List<JournalRecord> records =
          List.of(
              new JournalRecord.Result(
                  "r",
                  Address.of(0, 0),
                  "Delegate",
                  new Permitted(Payload.of(new Effect.Delegate("worker", "Dig")), "any"),
                  Payload.of(new Effect.Delegated("r-1", true, "dug", Label.NONE)),
                  null,
                  START.plusSeconds(9)));
      RunHistory child = history(List.of(tool(0, "spade", "{}", "a hole")));
      RunHistory parent =
          RunHistory.of(whole(records), null, Map.of(Address.of(0, 0), child), START);

      assertThat(Timeline.html(parent)).contains("delegate to digger").contains("spade");
      assertThat(Timeline.text(parent, 100))
          .containsSubsequence("0.0   delegate to digger", "    0.0 spade");
    }
  }

  @Nested
  @DisplayName("as text")
  class Text {
    @Test
    void itIsInColumnsThatFitTheTerminal() throws Exception {
      try (Office office = new Office()) {
        RunHistory history = office.whole();
        for (int width : new int[] {60, 80, 120, 200}) {
          String text = Timeline.text(history, width);
          keep("office-" + width + ".txt", text);
          assertThat(text.lines()).allMatch(line -> Columns.of(line) <= width);
        }
        assertThat(Timeline.text(history, 120))
            .contains("answered", "3 h 14 min waited", "60 tokens")
            .containsPattern("┌ 2\\.0 +search_mail")
            .containsPattern("│ 2\\.1 +read_file")
            .containsPattern("└ 2\\.2 +✗ exchange_rate")
            .contains("time without work, drawn short: 3 h 14 min");
      }
    }

    @Test
    void noCharacterOfItMovesTheCursor() {
      String text =
          Timeline.text(
              history(List.of(tool(0, "look", "{}", "\u001B[2J\u001B]0;owned\u0007\r\u0008bell"))),
              100);

      assertThat(text.codePoints().filter(c -> c != '\n')).noneMatch(Character::isISOControl);
      assertThat(text).contains("[2J").contains("bell");
    }

    @Test
    void wideCharactersTakeTwoColumns() {
      String text = Timeline.text(history(List.of(tool(0, "look", "{}", "漢字".repeat(60)))), 80);

      assertThat(text.lines()).allMatch(line -> Columns.of(line) <= 80);
    }
  }

  @Nested
  @DisplayName("the scale")
  class Scale {
    @Test
    void foldsTimeWithoutWorkAndKeepsTheRestInProportion() {
      TimeScale scale =
          new TimeScale(
              START,
              START.plusSeconds(7204),
              List.of(
                  new Step.Span(START, START.plusSeconds(1)),
                  new Step.Span(START.plusSeconds(1), START.plusSeconds(2)),
                  new Step.Span(START.plusSeconds(7202), START.plusSeconds(7204))));

      assertThat(scale.folds()).hasSize(1);
      assertThat(scale.folds().getFirst().length()).isEqualTo(Duration.ofHours(2));
      double second = scale.place(START.plusSeconds(1));
      assertThat(scale.place(START)).isZero();
      assertThat(scale.place(START.plusSeconds(2)))
          .isCloseTo(2 * second, org.assertj.core.data.Offset.offset(1e-9));
      assertThat(1 - scale.place(START.plusSeconds(7202)))
          .isCloseTo(2 * second, org.assertj.core.data.Offset.offset(1e-9));
      assertThat(scale.place(START.plusSeconds(7204))).isEqualTo(1);
    }

    @Test
    void isInOrderWhereTheClockStoodStill() {
      List<JournalRecord> records = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        records.add(tool(0, i, START, "look", "{}", "seen"));
      }
      String page = Timeline.html(RunHistory.of(whole(records, START), null, Map.of(), START));

      assertThat(page).contains("in order: the clock stood still").contains("left:75.000%");
    }
  }

  private static JournalRecord tool(int step, String tool, String arguments, String result) {
    return tool(step, 0, START.plusMillis(40L * step + 40), tool, arguments, result);
  }

  private static JournalRecord tool(
      int step, int branch, Instant at, String tool, String arguments, String result) {
    return new JournalRecord.Result(
        "r",
        Address.of(step, branch),
        "CallTool",
        new Permitted(Payload.of(new Effect.CallTool(tool, arguments)), "any"),
        Payload.of(new ToolResult.Ok(result)),
        Cost.TOOL_CALL,
        at);
  }

  private static RunHistory history(List<JournalRecord> records) {
    return RunHistory.of(
        whole(records), AgentDefinition.builder("Digger").build(), Map.of(), START);
  }

  private static List<JournalRecord> whole(List<JournalRecord> records) {
    return whole(records, records.getLast().at().plusMillis(3));
  }

  private static List<JournalRecord> whole(List<JournalRecord> records, Instant end) {
    List<JournalRecord> all = new ArrayList<>();
    all.add(
        new JournalRecord.RunStarted(
            new RunScope("r", "digger", "s", Principal.SHARED, ""),
            "hash",
            Payload.recorded("{\"reasoner\":\"react\",\"input\":\"Dig <b>here</b>\"}"),
            START));
    all.addAll(records);
    all.add(
        new JournalRecord.RunEnded(
            "r",
            Payload.recorded(
                "{\"is\":\"Cancelled\",\"usage\":{\"modelCalls\":0,\"toolCalls\":1,\"tokens\":{\"input\":0,\"output\":0,\"cached\":0},\"cost\":{\"picodollars\":0},\"took\":\"PT1S\",\"models\":[]}}"),
            end));
    return all;
  }
}
