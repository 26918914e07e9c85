package dev.retinue.tools.general.datetime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retinue.effect.ToolResult;
import dev.retinue.tools.Caller;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatetimeTest {
  /** It is noon in UTC on a Tuesday. */
  private final Caller datetime = Caller.of(Datetime.tool()).at("2026-03-03T12:00:00Z");

  @Nested
  class Now {
    @Test
    void itIsWhatTheClockOfTheCallSays() {
      assertThat(datetime.callJson("{\"op\":\"now\"}").text())
          .isEqualTo(
              "{\"iso\":\"2026-03-03T12:00:00Z\",\"epoch\":1772539200,\"zone\":\"UTC\","
                  + "\"explain\":\"Tuesday 3 March 2026 12:00 UTC\"}");
    }

    @Test
    void itIsShownInTheZoneThatIsAsked() {
      JsonNode answer = datetime.ok("op", "now", "zone", "America/New_York");

      assertThat(answer.path("iso").asText()).isEqualTo("2026-03-03T07:00:00-05:00");
      assertThat(answer.path("explain").asText())
          .isEqualTo("Tuesday 3 March 2026 07:00 America/New_York (UTC-05:00)");
    }
  }

  @Nested
  class Reading {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "2026-03-03T14:30:00Z | 2026-03-03T14:30:00Z",
          "2026-03-03T14:30 | 2026-03-03T14:30:00Z",
          "2026-03-03 14:30:15.25 | 2026-03-03T14:30:15.25Z",
          "2026-03-03T14:30:00+02:00 | 2026-03-03T14:30:00+02:00",
          "2026-03-03T14:30:00+01:00[Europe/Berlin] | 2026-03-03T14:30:00+01:00",
          "2026-03-03 14:30 Europe/Berlin | 2026-03-03T14:30:00+01:00",
          "20260303T143000Z | 2026-03-03T14:30:00Z",
          "20260303 | 2026-03-03",
          "2026-03-03 | 2026-03-03",
          "2026/3/3 | 2026-03-03",
          "2026-062 | 2026-03-03",
          "2026-W10-2 | 2026-03-03",
          "3 March 2026 14:30 | 2026-03-03T14:30:00Z",
          "3 March 2026 | 2026-03-03",
          "3rd of March 2026 | 2026-03-03",
          "3. March 2026 | 2026-03-03",
          "3-Mar-2026 | 2026-03-03",
          "March 3, 2026 | 2026-03-03",
          "Mar 3rd, 2026, 2:30 pm | 2026-03-03T14:30:00Z",
          "March 3, 2026 at 9am | 2026-03-03T09:00:00Z",
          "Tuesday, March 3, 2026 | 2026-03-03",
          "Tue, 3 Mar 2026 14:30:00 GMT | 2026-03-03T14:30:00Z",
          "Tue, 3 Mar 2026 14:30:00 +0100 | 2026-03-03T14:30:00+01:00",
          "3 March 2026 14:30 CET | 2026-03-03T14:30:00+01:00",
          "3 March 2026 noon | 2026-03-03T12:00:00Z",
          "12:15 am, 3 March 2026 | 2026-03-03T00:15:00Z",
          "14:30 3 March 2026 | 2026-03-03T14:30:00Z",
          "03.04.2026 | 2026-04-03",
          "13/04/2026 | 2026-04-13",
          "04/13/2026 | 2026-04-13",
          "5/5/2026 | 2026-05-05",
          "1772548200 | 2026-03-03T14:30:00Z",
          "1772548200000 | 2026-03-03T14:30:00Z",
          "@1772548200 | 2026-03-03T14:30:00Z",
          "now | 2026-03-03T12:00:00Z",
          "today | 2026-03-03",
          "tomorrow 14:30 | 2026-03-04T14:30:00Z",
          "yesterday at noon | 2026-03-02T12:00:00Z",
          "next Friday | 2026-03-06",
          "next Tuesday | 2026-03-10",
          "last Friday at 9:00 | 2026-02-27T09:00:00Z",
          "Friday | 2026-03-06",
          "in 3 days | 2026-03-06",
          "in 2 h 30 min | 2026-03-03T14:30:00Z",
          "2 weeks ago | 2026-02-17",
          "14:30 | 2026-03-03T14:30:00Z",
          "Tue Mar 3 14:30:00 CET 2026 | 2026-03-03T14:30:00+01:00",
        })
    void itUnderstands(String text, String iso) {
      assertThat(datetime.ok("op", "parse", "value", text).path("iso").asText()).isEqualTo(iso);
    }

    @Test
    void itPlacesALocalTimeInTheZoneThatIsGiven() {
      JsonNode answer =
          datetime.ok("op", "parse", "value", "3 July 2026 14:30", "zone", "Europe/Berlin");

      assertThat(answer.path("iso").asText()).isEqualTo("2026-07-03T14:30:00+02:00");
      assertThat(answer.path("epoch").asLong()).isEqualTo(1783081800L);
      assertThat(answer.path("zone").asText()).isEqualTo("Europe/Berlin");
      assertThat(answer.path("explain").asText())
          .isEqualTo("Friday 3 July 2026 14:30 Europe/Berlin (UTC+02:00)");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '"',
        value = {
          "03/04/2026 | '03/04/2026' may be 2026-04-03 or 2026-03-04; repeat the call with one of these",
          "Monday, 3 March 2026 | 'Monday, 3 March 2026': 2026-03-03 is a Tuesday, not a Monday",
          "30 February 2026 | '30 February 2026' is no date or time: Invalid date 'FEBRUARY 30'",
          "2026-13-01 | '2026-13-01' is no date or time: Invalid value for MonthOfYear",
          "25:00 | '25:00' is no date or time: Invalid value for HourOfDay",
          "13:00 pm | '13:00 pm': with am or pm the hour is 1 to 12, got 13",
          "3 Marz 2026 | cannot read '3 Marz 2026' as a date or time; write it as",
          "3 March 26 | cannot read '3 March 26' as a date or time; write it as",
          "soon | cannot read 'soon' as a date or time; write it as",
          "177254820000 | '177254820000' may be epoch seconds (9 to 11 digits) or milliseconds (13 or 14)",
          "in 3 fortnights | cannot read the amount '3 fortnights'",
          "in 3 business days | 'in 3 business days': use op add for business days",
        })
    void itSaysWhyItDoesNot(String text, String message) {
      ToolResult.Failed failed = datetime.refused("op", "parse", "value", text);

      assertThat(failed.code()).isEqualTo("INVALID_ARGUMENT");
      assertThat(failed.message()).startsWith(message);
    }
  }

  @Nested
  class Zones {
    @ParameterizedTest
    @CsvSource({
      "Asia/Tokyo, 2026-03-03T21:00:00+09:00",
      "asia/tokyo, 2026-03-03T21:00:00+09:00",
      "Tokyo, 2026-03-03T21:00:00+09:00",
      "New York, 2026-03-03T07:00:00-05:00",
      "PST, 2026-03-03T04:00:00-08:00",
      "+05:30, 2026-03-03T17:30:00+05:30",
      "UTC-3, 2026-03-03T09:00:00-03:00",
      "GMT, 2026-03-03T12:00:00Z",
    })
    void itKnowsThemByTheNamesInUse(String zone, String iso) {
      assertThat(datetime.ok("op", "convert", "toZone", zone).path("iso").asText()).isEqualTo(iso);
    }

    @Test
    void itConvertsFromOneToAnother() {
      JsonNode answer =
          datetime.ok(
              "op",
              "convert",
              "value",
              "3 March 2026 20:30",
              "zone",
              "Europe/Berlin",
              "toZone",
              "Asia/Tokyo");

      assertThat(answer.path("iso").asText()).isEqualTo("2026-03-04T04:30:00+09:00");
      assertThat(answer.path("explain").asText())
          .isEqualTo(
              "Tuesday 3 March 2026 20:30 Europe/Berlin (UTC+01:00) is Wednesday 4 March 2026 04:30"
                  + " Asia/Tokyo (UTC+09:00)");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '"',
        value = {
          "Europe/Berlim | there is no zone 'Europe/Berlim'; did you mean Europe/Berlin?",
          "Europe/Tokyo | there is no zone 'Europe/Tokyo'; did you mean Asia/Tokyo?",
          "Sidney | there is no zone 'Sidney'; did you mean Australia/Sydney?",
          "IST | 'IST' is used for several zones; give one of Asia/Kolkata, Europe/Dublin, Asia/Jerusalem",
          "Atlantis/Xyzzy | there is no zone 'Atlantis/Xyzzy'; zones are named as in Europe/Berlin or America/New_York, or +02:00",
          "+25:00 | there is no zone '+25:00'; zones are named as in",
        })
    void itNamesTheNearestToAnUnknownOne(String zone, String message) {
      ToolResult.Failed failed = datetime.refused("op", "now", "zone", zone);

      assertThat(failed.code()).isEqualTo("UNKNOWN_ZONE");
      assertThat(failed.message()).startsWith(message);
    }

    @Test
    void itOffersBothMomentsOfATimeThatTheClockShowsTwice() {
      assertThat(
              datetime.refused("op", "parse", "value", "2026-10-25 02:30", "zone", "Europe/Berlin"))
          .isEqualTo(
              new ToolResult.Failed(
                  "AMBIGUOUS_TIME",
                  "2026-10-25T02:30 happens twice in Europe/Berlin, where the clock goes back from"
                      + " 03:00 to 02:00; repeat the call with 2026-10-25T02:30+02:00 (the first)"
                      + " or 2026-10-25T02:30+01:00 (the second)"));
      assertThat(
              datetime
                  .ok("op", "parse", "value", "2026-10-25T02:30+01:00", "zone", "Europe/Berlin")
                  .path("epoch")
                  .asLong())
          .isEqualTo(1792891800L);
    }

    @Test
    void itSaysThatATimeDoesNotExist() {
      assertThat(
              datetime.refused("op", "parse", "value", "2026-03-29 02:30", "zone", "Europe/Berlin"))
          .isEqualTo(
              new ToolResult.Failed(
                  "NONEXISTENT_TIME",
                  "2026-03-29T02:30 does not exist in Europe/Berlin: the clock goes from 02:00 to"
                      + " 03:00; repeat the call with 2026-03-29T03:30+02:00 (as late after the"
                      + " change) or 2026-03-29T01:30+01:00 (as early before it)"));
    }

    @Test
    void itAsksForTheZoneToConvertTo() {
      assertThat(datetime.refused("op", "convert").message())
          .isEqualTo("op convert needs 'toZone', such as Asia/Tokyo");
    }
  }

  @Nested
  class Formatting {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '"',
        value = {
          "iso | 2026-03-03T14:30:00+01:00",
          "date | 2026-03-03",
          "time | 14:30:00",
          "long | Tuesday 3 March 2026 14:30 Europe/Berlin (UTC+01:00)",
          "rfc1123 | Tue, 3 Mar 2026 14:30:00 +0100",
          "week | 2026-W10-2+01:00",
          "epoch | 1772544600",
          "epoch_millis | 1772544600000",
          "EEE d MMM yyyy 'at' HH:mm | Tue 3 Mar 2026 at 14:30",
        })
    void itWrites(String pattern, String text) {
      assertThat(
              datetime
                  .ok(
                      "op",
                      "format",
                      "value",
                      "2026-03-03 14:30",
                      "zone",
                      "Europe/Berlin",
                      "pattern",
                      pattern)
                  .path("text")
                  .asText())
          .isEqualTo(text.replace("W10-2+01:00", "W10-2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"yyyy-bb", "{", "YYYY 'unclosed"})
    void itRefusesAPatternThatIsNone(String pattern) {
      assertThat(datetime.refused("op", "format", "pattern", pattern).text())
          .startsWith("ERROR INVALID_ARGUMENT: '" + pattern + "' is no pattern: ");
    }
  }

  @Nested
  class Adding {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "2026-03-03 | 3 days | 2026-03-06",
          "2026-03-03 | -1 week | 2026-02-24",
          "2026-01-31 | 1 month | 2026-02-28",
          "2024-02-29 | 1 year | 2025-02-28",
          "2026-03-03 | 1 month and 2 days | 2026-04-05",
          "2026-03-03 | P1M2D | 2026-04-05",
          "2026-03-03 | 2 h | 2026-03-03T02:00:00+01:00",
          "2026-03-03 14:30 | -2 h 30 min | 2026-03-03T12:00:00+01:00",
          "2026-03-03 14:30 | PT90M | 2026-03-03T16:00:00+01:00",
          "2026-03-03 14:30 | 1.5 hours | 2026-03-03T16:00:00+01:00",
          "2026-03-28 14:30 | 1 day | 2026-03-29T14:30:00+02:00",
          "2026-03-28 14:30 | 24 hours | 2026-03-29T15:30:00+02:00",
          "2026-03-28 02:30 | 1 day | 2026-03-29T03:30:00+02:00",
          "2026-03-06 | 1 business day | 2026-03-09",
          "2026-03-07 | 1 business day | 2026-03-09",
          "2026-03-09 | -1 business day | 2026-03-06",
          "2026-03-03 14:30 | 5 business days | 2026-03-10T14:30:00+01:00",
        })
    void itMovesByTheCalendarOrByTheClock(String value, String amount, String iso) {
      assertThat(
              datetime
                  .ok("op", "add", "value", value, "amount", amount, "zone", "Europe/Berlin")
                  .path("iso")
                  .asText())
          .isEqualTo(iso);
    }

    @Test
    void itSaysWhenADayOrTimeIsNotThere() {
      assertThat(
              datetime.ok("op", "add", "value", "2026-01-31", "amount", "1 month").path("explain"))
          .hasToString(
              "\"Saturday 31 January 2026 moved by 1 month is Saturday 28 February 2026; February has no"
                  + " day 31\"");
      assertThat(
              datetime
                  .ok(
                      "op",
                      "add",
                      "value",
                      "2026-03-28 02:30",
                      "amount",
                      "1 day",
                      "zone",
                      "Europe/Berlin")
                  .path("explain")
                  .asText())
          .endsWith("; 2026-03-29T02:30 is skipped by the clock there, so it is 03:30");
    }

    @Test
    void itLeavesOutHolidaysAndAnotherWeekend() {
      String call =
          "{\"op\":\"add\",\"value\":\"2026-12-23\",\"amount\":\"2 business days\","
              + "\"calendar\":{\"weekend\":[\"FRI\",\"Saturday\"],\"holidays\":[\"2026-12-24\"]}}";

      assertThat(datetime.callJson(call).text()).startsWith("{\"iso\":\"2026-12-28\"");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '"',
        value = {
          "a while | cannot read the amount 'a while'; write it as '3 days'",
          "3 | cannot read the amount '3'; write it as '3 days'",
          "1.5 days | '1.5 days': only hours, minutes and seconds can have a fraction, got 1.5 days",
          "1 business day 2 h | '1 business day 2 h': business days cannot be mixed with other units; use two calls",
          "200000 business days | at most 100000 business days can be added, got 200000",
        })
    void itRefusesWhatIsNoAmount(String amount, String message) {
      ToolResult.Failed failed = datetime.refused("op", "add", "amount", amount);

      assertThat(failed.code()).isEqualTo("INVALID_ARGUMENT");
      assertThat(failed.message()).startsWith(message);
    }

    @Test
    void itSaysThatTheResultIsTooFarAway() {
      assertThat(datetime.refused("op", "add", "amount", "999999999 years").text())
          .startsWith("ERROR LIMIT: the result is beyond what can be computed: ");
    }

    @Test
    void itRefusesACalendarThatCannotBe() {
      assertThat(
              datetime
                  .callJson(
                      "{\"op\":\"add\",\"amount\":\"1 business day\","
                          + "\"calendar\":{\"holidays\":[\"25.12.2026\"]}}")
                  .text())
          .isEqualTo(
              "ERROR INVALID_ARGUMENT: 'holidays' must be dates such as 2026-12-25, got"
                  + " '25.12.2026'");
      assertThat(
              datetime
                  .callJson(
                      "{\"op\":\"add\",\"amount\":\"1 business day\",\"calendar\":{\"weekend\":"
                          + "[\"MON\",\"TUE\",\"WED\",\"THU\",\"FRI\",\"SAT\",\"SUN\"]}}")
                  .text())
          .isEqualTo(
              "ERROR INVALID_ARGUMENT: 'weekend' has all seven days; no business day is left");
    }
  }

  @Nested
  class Between {
    @Test
    void itCountsDays() {
      assertThat(
              datetime
                  .callJson(
                      "{\"op\":\"between\",\"value\":\"2025-12-24\",\"until\":\"3 March 2026\"}")
                  .text())
          .isEqualTo(
              "{\"iso\":\"P2M7D\",\"seconds\":5961600,\"days\":69,\"businessDays\":49,"
                  + "\"explain\":\"Wednesday 24 December 2025 to Tuesday 3 March 2026: 2 months 7"
                  + " days\"}");
    }

    @Test
    void itCountsHoursThatReallyPass() {
      JsonNode answer =
          datetime.ok(
              "op",
              "between",
              "value",
              "2026-03-28 12:00",
              "until",
              "2026-03-29 12:00",
              "zone",
              "Europe/Berlin");

      assertThat(answer.path("iso").asText()).isEqualTo("PT23H");
      assertThat(answer.path("explain").asText()).endsWith(": 23 hours");
    }

    @Test
    void itCountsBackwards() {
      JsonNode answer = datetime.ok("op", "between", "until", "2026-03-03T11:00Z");

      assertThat(answer.path("seconds").asLong()).isEqualTo(-3600);
      assertThat(answer.path("explain").asText()).endsWith(": minus 1 hour");
    }
  }

  @Nested
  class NextOfASchedule {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "30 9 * * MON-FRI | 2026-03-04T09:30:00Z",
          "0 12 * * * | 2026-03-04T12:00:00Z",
          "1 12 * * * | 2026-03-03T12:01:00Z",
          "*/15 * * * * | 2026-03-03T12:15:00Z",
          "5/20 * * * * | 2026-03-03T12:05:00Z",
          "0 0 1 * * | 2026-04-01T00:00:00Z",
          "0 0 29 2 * | 2028-02-29T00:00:00Z",
          "0 0 13 * FRI | 2026-03-06T00:00:00Z",
          "0 8-10,20 * * 7 | 2026-03-08T08:00:00Z",
          "0 0 * JAN,jun ? | 2026-06-01T00:00:00Z",
          "@daily | 2026-03-04T00:00:00Z",
          "@weekly | 2026-03-08T00:00:00Z",
        })
    void itFindsTheTime(String cron, String iso) {
      assertThat(datetime.ok("op", "next", "cron", cron).path("iso").asText()).isEqualTo(iso);
    }

    @Test
    void itGivesSeveral() {
      JsonNode answer =
          datetime.ok(
              "op",
              "next",
              "cron",
              "0 9 * * FRI",
              "count",
              3,
              "value",
              "2026-03-20",
              "zone",
              "Europe/Berlin");

      assertThat(answer.path("times"))
          .extracting(time -> time.path("iso").asText())
          .containsExactly(
              "2026-03-20T09:00:00+01:00",
              "2026-03-27T09:00:00+01:00",
              "2026-04-03T09:00:00+02:00");
    }

    @Test
    void itPassesOverATimeThatTheClockSkipsAndComesOnceWhereItShowsItTwice() {
      assertThat(
              datetime
                  .ok(
                      "op",
                      "next",
                      "cron",
                      "30 2 * * *",
                      "value",
                      "2026-03-28 12:00",
                      "zone",
                      "Europe/Berlin")
                  .path("iso")
                  .asText())
          .isEqualTo("2026-03-30T02:30:00+02:00");
      assertThat(
              datetime
                  .ok(
                      "op",
                      "next",
                      "cron",
                      "30 2 * * *",
                      "value",
                      "2026-10-24 12:00",
                      "zone",
                      "Europe/Berlin",
                      "count",
                      2)
                  .path("times"))
          .extracting(time -> time.path("iso").asText())
          .containsExactly("2026-10-25T02:30:00+02:00", "2026-10-26T02:30:00+01:00");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '"',
        value = {
          "61 * * * * | the cron field minute is wrong at '61' in '61': it takes 0 to 59, ranges from low to high, with *, lists a,b, ranges a-b and steps */n",
          "* * * * XYZ | the cron field day of week is wrong at 'XYZ' in 'XYZ': it takes a number or a name such as MON",
          "*/0 * * * * | the cron field minute is wrong at '*/0' in '*/0'",
          "* 5-3 * * * | the cron field hour is wrong at '5-3' in '5-3'",
          "0 9 * * | 'cron' has five fields (minute hour day-of-month month day-of-week), such as '30 9 * * MON-FRI'; got 4 in '0 9 * *'",
          "@dayly | unknown schedule '@dayly'; did you mean '@daily'?",
        })
    void itSaysWhatIsWrong(String cron, String message) {
      ToolResult.Failed failed = datetime.refused("op", "next", "cron", cron);

      assertThat(failed.code()).isEqualTo("INVALID_ARGUMENT");
      assertThat(failed.message()).startsWith(message);
    }

    @Test
    void itSaysThatThereIsNone() {
      assertThat(datetime.refused("op", "next", "cron", "0 0 31 2 *").text())
          .isEqualTo(
              "ERROR NO_OCCURRENCE: the schedule '0 0 31 2 *' has no time in the nine years after"
                  + " 2026-03-03T12:00Z; check day of month and month");
    }
  }

  @Test
  void itRefusesAnUnknownOperation() {
    assertThat(datetime.refused("op", "later").message())
        .isEqualTo(
            "'op' must be one of now, parse, convert, format, add, between, next, got 'later'");
  }
}
