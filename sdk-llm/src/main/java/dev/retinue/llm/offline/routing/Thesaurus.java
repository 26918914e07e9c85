package dev.retinue.llm.offline.routing;

import dev.retinue.llm.offline.text.Words;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Words that people use for what tools call otherwise. Groups of general English: a word may be in
 * several. A match by it counts less than one by the word itself.
 */
final class Thesaurus {
  private static final List<String> GROUPS =
      List.of(
          "read open show display view print look load content contents written say says see text returns",
          "fetch get download retrieve pull grab load page website site",
          "write save store put record jot dump keep note append",
          "create make generate produce build compose draft prepare writes design come",
          "send mail email e-mail message forward reply letter line recipient",
          "inbox mailbox messages mails unread emails email",
          "search find look google seek locate hunt browse grep mention contain searches finds",
          "web internet online net",
          "research investigate study report dig evidence sources sourced",
          "crawl follow links walk visit visits spider site pages",
          "robots crawl crawler allowed permitted forbid bot scrape",
          "feed rss atom news entries headlines blog subscription",
          "browser tab page website navigate opens goto surf",
          "click press type button hover select tap tick fill enter field box checkbox dropdown element",
          "capture screenshot picture snapshot photo image shot takes",
          "screen desktop monitor window display",
          "ocr recognise recognize words text scan image read picture",
          "price prices quote bars ohlcv market candles historical history trading close",
          "stock share equity ticker company firm symbol shares",
          "indicator average moving rsi macd bollinger sma ema atr momentum technical",
          "candlestick pattern doji hammer engulfing candle candles",
          "fundamental ratio earnings balance statement valuation piotroski altman growth debt profit revenue healthy undervalued dcf fundamentals",
          "risk loss lose losses var worst exceed expected shortfall",
          "portfolio allocation weights assets allocate diversify stocks optimise optimize",
          "order buy sell trade purchase shares simulated paper pretend practice",
          "exchange market bourse nyse nasdaq session holiday open opening hours closes",
          "option call put strike greeks delta theta implied expiry expiring",
          "forecast predict project projection future expect extrapolate estimate coming next ahead forward",
          "pdf pages",
          "word docx document comments changes",
          "excel spreadsheet workbook sheet cells xlsx table",
          "powerpoint slides deck presentation pptx",
          "document report proposal paper memo letter brochure handout write-up",
          "fill placeholder template merge complete blanks form",
          "merge join combine concatenate together glue stitch joins stick one",
          "split divide separate cut break splits",
          "rotate turn flip rotates",
          "redact black censor hide remove redacts",
          "convert turn change transform export converts into save as",
          "compare difference diff changed differ versus changes differences compares",
          "music song tune melody track piece compose jam beat",
          "audio mp3 wav sound listen hear listenable",
          "lyrics verse syllables rhyme rhymes song lines poem stanza chorus",
          "meme caption captions funny",
          "image picture photo png jpg photograph logo",
          "resize shrink scale enlarge smaller bigger resizes thumbnail wide width height large small size",
          "crop trim cut crops",
          "blur pixelate blurs anonymise blurry hide faces unreadable",
          "metadata exif gps location strip strips",
          "chart graph plot diagram draw visualise visualize draws histogram pie",
          "qr barcode code scannable bar",
          "post tweet toot publish share social announcement status update publishes",
          "mastodon bluesky twitter x social platform",
          "schedule queue later plan tomorrow time",
          "engagement likes followers reposts performance stats boosts reach performing",
          "password passphrase passcode credential secret",
          "strength strong weak guess crack secure withstands guesses safe hard good",
          "breach leak leaked pwned hacked compromised stolen breaches exposed",
          "random create generate new",
          "encrypt lock protect scramble cipher encrypts private safe",
          "decrypt unlock decipher decrypts",
          "credentials tokens keys api secrets leaked committed token secret",
          "extract unpack unzip decompress untar expand unpacks uncompress",
          "archive zip tar 7z compressed",
          "run execute program script code python javascript java sandbox runs evaluate snippet",
          "query sql select database table rows customers records",
          "unit units measurement kilometre kilometres km mile miles litre litres gallon gallons pound pounds kilo kilos kilogram gram grams ounce ounces metre metres foot feet inch inches celsius fahrenheit",
          "calculate compute sum percent arithmetic evaluate add multiply divide minus plus times root evaluates math",
          "time date clock day timezone zone hour hours",
          "git repository commit branch history repo blame diff commits commited committed",
          "calendar appointment meeting agenda schedule busy free slot book event appointments diary block meet invite",
          "file files folder directory",
          "http request api call endpoint post put delete head performs");

  private static final Map<String, Set<Integer>> MEMBERS = members();

  private Thesaurus() {}

  private static Map<String, Set<Integer>> members() {
    Map<String, Set<Integer>> members = new HashMap<>();
    for (int i = 0; i < GROUPS.size(); i++) {
      for (String word : GROUPS.get(i).split(" ", -1)) {
        members.computeIfAbsent(Words.common(word), key -> new HashSet<>()).add(i);
      }
    }
    return members;
  }

  /** The groups that a stem is in. */
  static Set<Integer> groups(String stem) {
    return MEMBERS.getOrDefault(stem, Set.of());
  }

  /** The groups of a tool's own words. */
  static Set<Integer> groups(Collection<String> stems) {
    Set<Integer> groups = new HashSet<>();
    stems.forEach(stem -> groups.addAll(groups(stem)));
    return groups;
  }
}
