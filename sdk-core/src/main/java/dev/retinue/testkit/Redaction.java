package dev.retinue.testkit;

import dev.retinue.identity.RunScope;
import dev.retinue.secret.HiddenValues;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Takes out of texts what must not be in a file (secrets, by their values and by what commonly
 * stands around them) and what differs from one time to the next (ids and folders, as
 * placeholders). Its patterns are wider than those of {@link dev.retinue.secret.SecretPatterns},
 * which must leave what people say readable: in a file that is shared, a value too many covered is
 * no loss. Thread-safe.
 */
final class Redaction {
  static final String CONCEALED = "<secret>";
  private static final int SHORTEST_SECRET = 4;
  private static final Pattern GENERATED = Pattern.compile("[0-9a-f]{12}-[0-9a-f]{12}");

  /** A name that announces a secret, and the value after it: in JSON, in headers, in URLs. */
  private static final Pattern NAMED =
      Pattern.compile(
          "(?i)((?:authorization|proxy-authorization|cookie|set-cookie|x-api-key|api[-_ ]?key|apikey|access[-_]?key|"
              + "access[-_]?token|refresh[-_]?token|id[-_]?token|client[-_]?secret|private[-_]?key|secret|passwd|password|passphrase)"
              + "\\\\?[\"']?\\s*[:=]\\s*\\\\?[\"']?)((?:(?:bearer|basic|token)\\s+)?[^\\s\"'\\\\,;&<>{}]{4,})");

  /** What is a secret by its looks. */
  private static final Pattern LOOKS =
      Pattern.compile(
          "\\b(?:sk-[A-Za-z0-9_-]{16,}|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\\w{20,}|glpat-[\\w-]{16,}"
              + "|AKIA[0-9A-Z]{16}|AIza[\\w-]{30,}|xox[abprs]-[\\w-]{10,}|eyJ[\\w-]{8,}\\.[\\w-]{8,}\\.[\\w-]*)"
              + "|(?i:bearer)\\s+[A-Za-z0-9._~+/-]{16,}=*"
              + "|-----BEGIN [A-Z ]*PRIVATE KEY-----[\\s\\S]*?-----END [A-Z ]*PRIVATE KEY-----");

  private static final Pattern NAME =
      Pattern.compile(
          "(?i).*(authorization|cookie|api[-_ ]?key|apikey|access[-_]?key|token|secret|passwd|password|passphrase|private[-_]?key)");

  private final HiddenValues hidden = new HiddenValues();
  private final Map<String, String> placeholders = new ConcurrentHashMap<>();

  void conceal(String secret) {
    if (secret.strip().length() >= SHORTEST_SECRET) {
      hidden.hide("", secret);
    }
  }

  void placeholder(String value, String placeholder) {
    if (value.length() > 1) {
      placeholders.put(value, placeholder);
    }
  }

  /** A text as it may stand in the file. */
  String text(RunScope scope, String text) {
    return text(of(scope), text);
  }

  private String text(Map<String, String> placeholders, String text) {
    String clean = secrets(text);
    for (Map.Entry<String, String> entry : placeholders.entrySet()) {
      clean = clean.replace(entry.getKey(), entry.getValue());
    }
    return clean;
  }

  /** Without what must not be in the file, wherever it stands. */
  String secrets(String text) {
    String clean = hidden.redacted(text, name -> CONCEALED);
    clean = LOOKS.matcher(clean).replaceAll(CONCEALED);
    return NAMED.matcher(clean).replaceAll("$1" + CONCEALED);
  }

  /** A text of the file as this run would have it. */
  String back(RunScope scope, String text) {
    return back(of(scope), text);
  }

  private static String back(Map<String, String> placeholders, String text) {
    String whole = text;
    for (Map.Entry<String, String> entry : placeholders.entrySet()) {
      whole = whole.replace(entry.getValue(), entry.getKey());
    }
    return whole;
  }

  private Map<String, String> of(RunScope scope) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put(scope.run(), "{run}");
    if (GENERATED.matcher(scope.session()).matches()) {
      all.put(scope.session(), "{session}");
    }
    placeholders.entrySet().stream()
        .sorted(
            Comparator.comparingInt((Map.Entry<String, String> entry) -> entry.getKey().length())
                .reversed())
        .forEach(entry -> all.put(entry.getKey(), entry.getValue()));
    return all;
  }

  /**
   * The same for every text in a tree of maps and lists; values under telling names are concealed.
   */
  Object tree(RunScope scope, Object tree) {
    Map<String, String> all = of(scope);
    return eachText(tree, text -> text(all, text), name -> NAME.matcher(name).matches());
  }

  /** The way back for a tree. */
  Object treeBack(RunScope scope, Object tree) {
    Map<String, String> all = of(scope);
    return eachText(tree, text -> back(all, text), name -> false);
  }

  private static Object eachText(
      Object value, UnaryOperator<String> change, Predicate<String> announcesSecret) {
    return switch (value) {
      case String text -> change.apply(text);
      case List<?> list -> {
        List<Object> items = new ArrayList<>();
        list.forEach(item -> items.add(eachText(item, change, announcesSecret)));
        yield items;
      }
      case Map<?, ?> map -> {
        Map<String, Object> changed = new LinkedHashMap<>();
        map.forEach((key, item) -> {
          String name = change.apply(key.toString());
          boolean secret = item instanceof String && announcesSecret.test(name);
          changed.put(name, secret ? CONCEALED : eachText(item, change, announcesSecret));
        });
        yield changed;
      }
      default -> value;
    };
  }
}
