package dev.retinue.llm.offline.text;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is known by name: zones and the cities in them, currencies, languages. */
final class Gazetteer {
  private static final Pattern ZONE =
      Pattern.compile("[A-Z][a-z]+(?:/[A-Z][A-Za-z_]+)+|\\bUTC(?:[+-]\\d{1,2})?\\b|\\bGMT\\b");
  private static final Pattern CURRENCY = Pattern.compile("[\\p{L}]+|[$€£¥]");
  private static final Map<String, String> CITIES =
      Map.ofEntries(
          Map.entry("new york", "America/New_York"), Map.entry("boston", "America/New_York"),
          Map.entry("washington", "America/New_York"), Map.entry("toronto", "America/Toronto"),
          Map.entry("chicago", "America/Chicago"), Map.entry("denver", "America/Denver"),
          Map.entry("los angeles", "America/Los_Angeles"),
              Map.entry("seattle", "America/Los_Angeles"),
          Map.entry("san francisco", "America/Los_Angeles"),
              Map.entry("mexico city", "America/Mexico_City"),
          Map.entry("sao paulo", "America/Sao_Paulo"), Map.entry("são paulo", "America/Sao_Paulo"),
          Map.entry("buenos aires", "America/Argentina/Buenos_Aires"),
              Map.entry("london", "Europe/London"),
          Map.entry("dublin", "Europe/Dublin"), Map.entry("lisbon", "Europe/Lisbon"),
          Map.entry("paris", "Europe/Paris"), Map.entry("madrid", "Europe/Madrid"),
          Map.entry("berlin", "Europe/Berlin"), Map.entry("munich", "Europe/Berlin"),
          Map.entry("frankfurt", "Europe/Berlin"), Map.entry("vienna", "Europe/Vienna"),
          Map.entry("zurich", "Europe/Zurich"), Map.entry("rome", "Europe/Rome"),
          Map.entry("amsterdam", "Europe/Amsterdam"), Map.entry("brussels", "Europe/Brussels"),
          Map.entry("stockholm", "Europe/Stockholm"), Map.entry("oslo", "Europe/Oslo"),
          Map.entry("copenhagen", "Europe/Copenhagen"), Map.entry("helsinki", "Europe/Helsinki"),
          Map.entry("warsaw", "Europe/Warsaw"), Map.entry("prague", "Europe/Prague"),
          Map.entry("athens", "Europe/Athens"), Map.entry("istanbul", "Europe/Istanbul"),
          Map.entry("kyiv", "Europe/Kyiv"), Map.entry("moscow", "Europe/Moscow"),
          Map.entry("cairo", "Africa/Cairo"), Map.entry("lagos", "Africa/Lagos"),
          Map.entry("nairobi", "Africa/Nairobi"), Map.entry("johannesburg", "Africa/Johannesburg"),
          Map.entry("dubai", "Asia/Dubai"), Map.entry("delhi", "Asia/Kolkata"),
          Map.entry("mumbai", "Asia/Kolkata"), Map.entry("bangalore", "Asia/Kolkata"),
          Map.entry("singapore", "Asia/Singapore"), Map.entry("bangkok", "Asia/Bangkok"),
          Map.entry("hong kong", "Asia/Hong_Kong"), Map.entry("shanghai", "Asia/Shanghai"),
          Map.entry("beijing", "Asia/Shanghai"), Map.entry("seoul", "Asia/Seoul"),
          Map.entry("tokyo", "Asia/Tokyo"), Map.entry("sydney", "Australia/Sydney"),
          Map.entry("melbourne", "Australia/Melbourne"), Map.entry("auckland", "Pacific/Auckland"));
  private static final Map<String, String> CURRENCIES =
      Map.ofEntries(
          Map.entry("dollar", "USD"),
          Map.entry("euro", "EUR"),
          Map.entry("pound", "GBP"),
          Map.entry("yen", "JPY"),
          Map.entry("franc", "CHF"),
          Map.entry("rupee", "INR"),
          Map.entry("yuan", "CNY"),
          Map.entry("krona", "SEK"),
          Map.entry("zloty", "PLN"));
  private static final Set<String> LANGUAGES =
      Set.of(
          "english",
          "german",
          "french",
          "spanish",
          "italian",
          "portuguese",
          "dutch",
          "swedish",
          "polish",
          "russian",
          "ukrainian",
          "turkish",
          "arabic",
          "hindi",
          "chinese",
          "japanese",
          "korean",
          "greek",
          "latin");

  private static final Pattern CITY =
      Pattern.compile("\\b(?:" + String.join("|", CITIES.keySet()) + ")\\b");

  private Gazetteer() {}

  /** The text without ids of zones, which look like paths. */
  static String withoutZones(String text) {
    return ZONE.matcher(text).replaceAll(m -> " ".repeat(m.group().length()));
  }

  /** IANA ids, and the zones of well-known cities, in order. */
  static List<Found> zones(String text) {
    List<Found> found = new ArrayList<>();
    for (Matcher m = ZONE.matcher(text); m.find(); ) {
      if (isZone(m.group())) {
        found.add(new Found(m.group(), m.start(), m.end()));
      }
    }
    String lower = withoutZones(text).toLowerCase(Locale.ROOT);
    for (Matcher m = CITY.matcher(lower); m.find(); ) {
      String zone = CITIES.getOrDefault(m.group(), "UTC");
      if (found.stream().noneMatch(each -> each.value().equals(zone))) {
        found.add(new Found(zone, m.start(), m.end()));
      }
    }
    found.sort(java.util.Comparator.comparingInt(Found::start));
    return found;
  }

  /** Currency codes, and the codes of currencies that are named, each once. */
  static List<Found> currencies(String text) {
    List<Found> found = new ArrayList<>();
    for (Matcher m = CURRENCY.matcher(text); m.find(); ) {
      String word = m.group();
      String code =
          switch (word) {
            case "$" -> "USD";
            case "€" -> "EUR";
            case "£" -> "GBP";
            case "¥" -> "JPY";
            default -> CURRENCIES.get(word.toLowerCase(Locale.ROOT).replaceAll("s$", ""));
          };
      if (code == null && word.matches("[A-Z]{3}") && isCurrency(word)) {
        code = word;
      }
      String known = code;
      if (known != null && found.stream().noneMatch(each -> each.value().equals(known))) {
        found.add(new Found(known, m.start(), m.end()));
      }
    }
    return found;
  }

  static List<Found> languages(String text) {
    List<Found> found = new ArrayList<>();
    for (Matcher m = Pattern.compile("\\p{L}+").matcher(text); m.find(); ) {
      if (LANGUAGES.contains(m.group().toLowerCase(Locale.ROOT))) {
        String name = m.group().substring(0, 1).toUpperCase(Locale.ROOT) + m.group().substring(1);
        found.add(new Found(name, m.start(), m.end()));
      }
    }
    return found;
  }

  private static boolean isZone(String id) {
    return id.startsWith("UTC") || id.equals("GMT") || ZoneId.getAvailableZoneIds().contains(id);
  }

  private static boolean isCurrency(String code) {
    return Currency.getAvailableCurrencies().stream()
        .anyMatch(currency -> currency.getCurrencyCode().equals(code));
  }
}
