package dev.retinue.tools.general.datetime;

import dev.retinue.error.NearestName;
import dev.retinue.tools.catalogue.Refused;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Time zones by the names that people use, and what local times are in them. */
final class Zones {
  /**
   * Abbreviations that stand for one zone in common use; those that stand for several are refused.
   */
  private static final Map<String, String> SHORT =
      Map.ofEntries(
          Map.entry("PST", "America/Los_Angeles"),
          Map.entry("PDT", "America/Los_Angeles"),
          Map.entry("MST", "America/Denver"),
          Map.entry("MDT", "America/Denver"),
          Map.entry("EST", "America/New_York"),
          Map.entry("EDT", "America/New_York"),
          Map.entry("CET", "Europe/Paris"),
          Map.entry("CEST", "Europe/Paris"),
          Map.entry("WET", "Europe/Lisbon"),
          Map.entry("EET", "Europe/Athens"),
          Map.entry("EEST", "Europe/Athens"),
          Map.entry("JST", "Asia/Tokyo"),
          Map.entry("AEST", "Australia/Sydney"),
          Map.entry("Z", "Z"),
          Map.entry("UTC", "UTC"),
          Map.entry("GMT", "GMT"));

  private static final Map<String, List<String>> AMBIGUOUS =
      Map.of(
          "IST", List.of("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"),
          "CST", List.of("America/Chicago", "Asia/Shanghai"),
          "CDT", List.of("America/Chicago", "America/Havana"),
          "BST", List.of("Europe/London", "Asia/Dhaka"),
          "AST", List.of("America/Halifax", "Asia/Riyadh"));

  private Zones() {}

  /**
   * The zone of this name: an IANA name in any case, a city of one, a common abbreviation, or an
   * offset such as {@code +02:00} or {@code UTC+2}.
   *
   * @throws Refused UNKNOWN_ZONE with the nearest names
   */
  static ZoneId find(String name) throws Refused {
    Optional<ZoneId> known = known(name.strip());
    if (known.isPresent()) {
      return known.get();
    }
    List<String> several = AMBIGUOUS.get(name.strip().toUpperCase(Locale.ROOT));
    if (several != null) {
      throw new Refused(
          "UNKNOWN_ZONE",
          "'" + name + "' is used for several zones; give one of " + String.join(", ", several));
    }
    throw new Refused("UNKNOWN_ZONE", "there is no zone '" + name + "'" + nearest(name.strip()));
  }

  /** The same, or nothing; an ambiguous city or abbreviation is nothing. */
  static Optional<ZoneId> known(String name) {
    String wanted = name.replace(' ', '_');
    String abbreviated = SHORT.get(wanted.toUpperCase(Locale.ROOT));
    if (abbreviated != null) {
      return Optional.of(ZoneId.of(abbreviated));
    }
    if (AMBIGUOUS.containsKey(wanted.toUpperCase(Locale.ROOT))) {
      return Optional.empty();
    }
    if (wanted.matches("(?i)(UTC|GMT)?[+-]\\d{1,2}(:?\\d{2})?")) {
      return offset(wanted);
    }
    Optional<String> region = regions().filter(known -> known.equalsIgnoreCase(wanted)).findFirst();
    if (region.isEmpty()) {
      List<String> cities =
          regions().filter(known -> city(known).equalsIgnoreCase(wanted)).toList();
      region = cities.size() == 1 ? Optional.of(cities.getFirst()) : Optional.empty();
    }
    return region.map(ZoneId::of);
  }

  private static Optional<ZoneId> offset(String name) {
    String digits = name.replaceAll("(?i)UTC|GMT|:", "");
    String sign = digits.substring(0, 1);
    String numbers = digits.substring(1);
    if (numbers.length() <= 2) {
      numbers = (numbers.length() == 1 ? "0" : "") + numbers + "00";
    } else if (numbers.length() == 3) {
      numbers = "0" + numbers;
    }
    try {
      return Optional.of(
          ZoneOffset.of(sign + numbers.substring(0, 2) + ":" + numbers.substring(2)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static String nearest(String name) {
    String wanted = name.replace(' ', '_');
    Set<String> names = regions().collect(Collectors.toCollection(java.util.TreeSet::new));
    List<String> sameCity =
        names.stream().filter(known -> city(known).equalsIgnoreCase(city(wanted))).toList();
    if (!sameCity.isEmpty()) {
      return "; did you mean " + String.join(" or ", sameCity) + "?";
    }
    Optional<String> whole = NearestName.of(wanted, names);
    Optional<String> byCity =
        NearestName.of(city(wanted), names.stream().map(Zones::city).toList())
            .flatMap(found -> names.stream().filter(n -> city(n).equals(found)).findFirst());
    List<String> found = Stream.of(whole, byCity).flatMap(Optional::stream).distinct().toList();
    return found.isEmpty()
        ? "; zones are named as in Europe/Berlin or America/New_York, or +02:00"
        : "; did you mean " + String.join(" or ", found) + "?";
  }

  private static Stream<String> regions() {
    return ZoneId.getAvailableZoneIds().stream()
        .filter(id -> id.contains("/") && !id.startsWith("SystemV/") && !id.startsWith("Etc/"));
  }

  private static String city(String region) {
    return region.substring(region.lastIndexOf('/') + 1);
  }

  /**
   * The moment of a local time.
   *
   * @throws Refused AMBIGUOUS_TIME if the clock shows it twice, with both; NONEXISTENT_TIME if the
   *     clock skips it, with the times to either side
   */
  static ZonedDateTime moment(LocalDateTime local, ZoneId zone) throws Refused {
    List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
    if (offsets.size() == 1) {
      return ZonedDateTime.ofLocal(local, zone, null);
    }
    ZoneOffsetTransition change = zone.getRules().getTransition(local);
    if (offsets.isEmpty()) {
      throw new Refused(
          "NONEXISTENT_TIME",
          local
              + " does not exist in "
              + zone
              + ": the clock goes from "
              + change.getDateTimeBefore().toLocalTime()
              + " to "
              + change.getDateTimeAfter().toLocalTime()
              + "; repeat the call with "
              + local
                  .atOffset(change.getOffsetBefore())
                  .withOffsetSameInstant(change.getOffsetAfter())
              + " (as late after the change) or "
              + local
                  .atOffset(change.getOffsetAfter())
                  .withOffsetSameInstant(change.getOffsetBefore())
              + " (as early before it)");
    }
    throw new Refused(
        "AMBIGUOUS_TIME",
        local
            + " happens twice in "
            + zone
            + ", where the clock goes back from "
            + change.getDateTimeBefore().toLocalTime()
            + " to "
            + change.getDateTimeAfter().toLocalTime()
            + "; repeat the call with "
            + local.atOffset(offsets.get(0))
            + " (the first) or "
            + local.atOffset(offsets.get(1))
            + " (the second)");
  }
}
