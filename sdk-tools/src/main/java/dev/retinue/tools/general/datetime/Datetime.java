package dev.retinue.tools.general.datetime;

import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import dev.retinue.label.Label;
import dev.retinue.tool.SelfTest;
import dev.retinue.tool.Tool;
import dev.retinue.tool.ToolCard;
import dev.retinue.tool.ToolContext;
import dev.retinue.tool.ToolTraits;
import dev.retinue.tools.catalogue.Arguments;
import dev.retinue.tools.catalogue.CatalogueTool;
import dev.retinue.tools.catalogue.Refused;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Makes the tool {@code datetime}. Where no zone is given it is UTC: the host's own zone would make
 * the same call mean different things on different machines.
 */
public final class Datetime {
  private static final List<String> OPS =
      List.of("now", "parse", "convert", "format", "add", "between", "next");
  private static final int MOST_OCCURRENCES = 50;

  private Datetime() {}

  /** The tool; thread-safe. */
  public static Tool tool() {
    return CatalogueTool.of(
            "datetime",
            "Tells the time and computes with dates: now, convert between zones, parse, format, add"
                + " (also business days), between two dates, next times of a cron schedule. Use it"
                + " whenever a date, weekday or clock time matters, instead of guessing; not for plain"
                + " arithmetic. Example: {\"op\": \"convert\", \"value\": \"3 March 2026 14:30\","
                + " \"zone\": \"Europe/Berlin\", \"toZone\": \"Asia/Tokyo\"}",
            JsonObjectSchema.builder()
                .addEnumProperty("op", OPS, "What to do.")
                .addStringProperty(
                    "value",
                    "A date or time: 2026-03-03T14:30, 3 March 2026 2:30 pm, tomorrow 9:00, next"
                        + " Friday, epoch seconds. Now if left out.")
                .addStringProperty(
                    "zone",
                    "Zone of a value that names none, and of the answer: Europe/Berlin, +02:00. UTC if"
                        + " left out.")
                .addStringProperty("toZone", "For convert: the zone to show the time in.")
                .addStringProperty("until", "For between: the second date or time.")
                .addStringProperty(
                    "amount", "For add: 3 days, -2 h 30 min, 1 month, 5 business days, P1DT2H.")
                .addStringProperty(
                    "pattern",
                    "For format: iso, date, time, long, rfc1123, week, epoch, epoch_millis, or a"
                        + " pattern such as dd.MM.yyyy HH:mm.")
                .addStringProperty(
                    "cron", "For next: five fields, such as 30 9 * * MON-FRI, or @daily.")
                .addIntegerProperty("count", "For next: how many times, 1 to 50; 1 if left out.")
                .addProperty(
                    "calendar",
                    JsonObjectSchema.builder()
                        .description("For business days: which days are not worked.")
                        .addProperty(
                            "weekend",
                            JsonArraySchema.builder()
                                .description("Weekdays; SAT and SUN if left out.")
                                .items(JsonStringSchema.builder().build())
                                .build())
                        .addProperty(
                            "holidays",
                            JsonArraySchema.builder()
                                .description("Dates such as 2026-12-25.")
                                .items(JsonStringSchema.builder().build())
                                .build())
                        .additionalProperties(false)
                        .build())
                .required("op"),
            ToolTraits.READS.withLabel(Label.NONE),
            Datetime::answer)
        .forTasks("What time is it in Tokyo now?", "Which day is 30 business days after 3 March?")
        .listed(
            ToolCard.of("general"),
            SelfTest.answers(
                "{\"op\":\"add\",\"value\":\"2026-03-06\",\"amount\":\"1 business day\"}",
                "2026-03-09"));
  }

  private static Object answer(Arguments arguments, ToolContext context) throws Refused {
    try {
      ZoneId zone = zone(arguments, "zone").orElse(ZoneId.of("UTC"));
      ZonedDateTime now = context.now().atZone(zone);
      return switch (arguments.text("op")) {
        case "now" -> Answers.at(now, Answers.words(now));
        case "parse" -> parse(value(arguments, now), now);
        case "convert" -> convert(arguments, now);
        case "format" -> format(arguments, now);
        case "add" -> add(arguments, now);
        case "between" -> between(arguments, now);
        case "next" -> next(arguments, now);
        default ->
            throw Refused.invalid(
                "'op' must be one of "
                    + String.join(", ", OPS)
                    + ", got '"
                    + arguments.text("op")
                    + "'");
      };
    } catch (DateTimeException | ArithmeticException e) {
      throw new Refused("LIMIT", "the result is beyond what can be computed: " + e.getMessage());
    }
  }

  private static Optional<ZoneId> zone(Arguments arguments, String name) throws Refused {
    Optional<String> given = arguments.optionalText(name);
    return given.isEmpty() ? Optional.empty() : Optional.of(Zones.find(given.get()));
  }

  private static Reading value(Arguments arguments, ZonedDateTime now) throws Refused {
    return TimeText.read(arguments.optionalText("value").orElse("now"), now);
  }

  private static Object parse(Reading value, ZonedDateTime now) throws Refused {
    if (value instanceof Reading.Day(LocalDate date)) {
      return Answers.on(date, now.getZone(), Answers.words(date));
    }
    ZonedDateTime moment = moment(value, now);
    return Answers.at(moment, Answers.words(moment));
  }

  /** The moment that a text means; of a day its beginning, of a time on no day today's. */
  private static ZonedDateTime moment(Reading value, ZonedDateTime now) throws Refused {
    return switch (value) {
      case Reading.Moment(ZonedDateTime at) -> at;
      case Reading.Local(LocalDateTime at, ZoneId zone) ->
          Zones.moment(at, zone == null ? now.getZone() : zone);
      case Reading.Day(LocalDate date) -> date.atStartOfDay(now.getZone());
      case Reading.Clock(var time, ZoneId zone) -> {
        ZoneId there = zone == null ? now.getZone() : zone;
        yield Zones.moment(now.withZoneSameInstant(there).toLocalDate().atTime(time), there);
      }
    };
  }

  private static Object convert(Arguments arguments, ZonedDateTime now) throws Refused {
    ZoneId target =
        zone(arguments, "toZone")
            .orElseThrow(() -> Refused.invalid("op convert needs 'toZone', such as Asia/Tokyo"));
    ZonedDateTime from = moment(value(arguments, now), now);
    ZonedDateTime to = from.withZoneSameInstant(target);
    return Answers.at(to, Answers.words(from) + " is " + Answers.words(to));
  }

  private static Object format(Arguments arguments, ZonedDateTime now) throws Refused {
    ZonedDateTime moment = moment(value(arguments, now), now);
    return Answers.formatted(Formats.format(moment, arguments.text("pattern")), moment);
  }

  private static Object add(Arguments arguments, ZonedDateTime now) throws Refused {
    Amount amount = Amount.read(arguments.text("amount"));
    Reading value = value(arguments, now);
    if (value instanceof Reading.Day(LocalDate date) && amount.isDates()) {
      LocalDate moved = moved(date, amount, arguments);
      return Answers.on(
          moved,
          now.getZone(),
          Answers.words(date)
              + " moved by "
              + arguments.text("amount")
              + " is "
              + Answers.words(moved)
              + shortMonth(date, amount));
    }
    ZonedDateTime from = moment(value, now);
    LocalDateTime local = moved(from.toLocalDate(), amount, arguments).atTime(from.toLocalTime());
    ZonedDateTime day =
        local.equals(from.toLocalDateTime())
            ? from
            : ZonedDateTime.ofLocal(local, from.getZone(), from.getOffset());
    ZonedDateTime moved = day.plus(amount.duration());
    String shifted =
        day.toLocalDateTime().equals(local)
            ? ""
            : "; " + local + " is skipped by the clock there, so it is " + day.toLocalTime();
    return Answers.at(
        moved,
        Answers.words(from)
            + " moved by "
            + arguments.text("amount")
            + " is "
            + Answers.words(moved)
            + shortMonth(from.toLocalDate(), amount)
            + shifted);
  }

  private static LocalDate moved(LocalDate date, Amount amount, Arguments arguments)
      throws Refused {
    return amount.businessDays() == 0
        ? date.plus(amount.period())
        : BusinessCalendar.read(arguments.members("calendar")).plus(date, amount.businessDays());
  }

  private static String shortMonth(LocalDate from, Amount amount) {
    LocalDate month = from.plusMonths(amount.period().toTotalMonths());
    return month.getDayOfMonth() == from.getDayOfMonth()
        ? ""
        : "; "
            + month.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH)
            + " has no day "
            + from.getDayOfMonth();
  }

  private static Object between(Arguments arguments, ZonedDateTime now) throws Refused {
    Reading first = value(arguments, now);
    Reading second = TimeText.read(arguments.text("until"), now);
    ZonedDateTime from = moment(first, now);
    ZonedDateTime to = moment(second, now).withZoneSameInstant(from.getZone());
    boolean days = first instanceof Reading.Day && second instanceof Reading.Day;
    LocalDate firstDay = from.toLocalDate();
    LocalDate secondDay = days ? moment(second, now).toLocalDate() : to.toLocalDate();
    BusinessCalendar calendar = BusinessCalendar.read(arguments.members("calendar"));
    return new Answers.Span(
        days
            ? Period.between(firstDay, secondDay).toString()
            : Duration.between(from, to).toString(),
        ChronoUnit.SECONDS.between(from, to),
        ChronoUnit.DAYS.between(firstDay, secondDay),
        calendar.between(firstDay, secondDay),
        days
            ? Answers.words(firstDay)
                + " to "
                + Answers.words(secondDay)
                + ": "
                + Answers.words(Period.between(firstDay, secondDay))
            : Answers.words(from)
                + " to "
                + Answers.words(to)
                + ": "
                + Answers.words(Duration.between(from, to)));
  }

  private static Object next(Arguments arguments, ZonedDateTime now) throws Refused {
    Cron cron = Cron.read(arguments.text("cron"));
    int count = arguments.number("count", 1, 1, MOST_OCCURRENCES);
    ZonedDateTime from = moment(value(arguments, now), now).withZoneSameInstant(now.getZone());
    List<Answers.Occurrence> found = new ArrayList<>();
    Optional<ZonedDateTime> next = cron.after(from);
    ZonedDateTime first =
        next.orElseThrow(() ->
            new Refused(
                "NO_OCCURRENCE",
                "the schedule '"
                    + arguments.optionalText("cron").orElse("")
                    + "' has no time in the nine years after "
                    + from.toOffsetDateTime()
                    + "; check day of month and month"));
    while (next.isPresent() && found.size() < count) {
      found.add(Answers.occurrence(next.get()));
      next = cron.after(next.get());
    }
    return Answers.next(
        first,
        count == 1 ? null : found,
        "first after " + Answers.words(from) + ": " + Answers.words(first));
  }
}
