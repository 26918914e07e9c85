package dev.retinue.secret;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Recognises by its looks, or by what stands before it, what is very probably a credential in free
 * text, and covers it. For text whose secrets nobody has named; a value that is known is found by
 * {@link HiddenValues} in any form. It leaves alone what may as well be something else, and so is
 * no promise that nothing is left. The time is linear in the length of the text. Stateless.
 *
 * <p>Sources of the formats: RFC 7468 and RFC 4880 (private keys); AWS IAM User Guide, "IAM
 * identifiers"; GitHub, "Behind GitHub's new authentication token formats"; GitLab, "Token
 * overview"; Slack, "Token types"; Stripe, "API keys"; the API references of OpenAI and Anthropic
 * and Google Cloud's "Manage API keys"; npm and Hugging Face, on access tokens; RFC 7519 (JWT); RFC
 * 6750 and RFC 7617 (bearer and basic authorization); RFC 3986, 3.2.1 (userinfo); ISO/IEC 7812
 * (card numbers and their check digit).
 */
public final class SecretPatterns {
  private static final String SOLE = "(?<![A-Za-z0-9_-])";

  /**
   * How one sort of credential is found: the group {@code value}, or all of what matches, if it is
   * worth covering. Every repetition is bounded, or possessive and begun where none of its
   * characters stands before it, so that no text is scanned again and again.
   *
   * @param marks one of them, in lower case, is in every text in which one is found; none for that
   *     of payment cards, which has many digits instead
   */
  private record Rule(String kind, List<String> marks, Pattern pattern, Predicate<Found> isOne) {
    Rule(String kind, List<String> marks, String pattern) {
      this(kind, marks, Pattern.compile(pattern), found -> true);
    }
  }

  /**
   * One of the marks of a rule; most texts have none of most rules, and need not be scanned by
   * their patterns.
   */
  private record Mark(String text, int rule) {}

  /**
   * What was found.
   *
   * @param quoted whether it stands in quotation marks
   * @param assigned whether it stands after an equals sign
   * @param last whether the sentence or the line ends with it
   * @param called whether a bracket follows, as in code
   */
  private record Found(
      String value, int from, boolean quoted, boolean assigned, boolean last, boolean called) {
    static Found of(Matcher match, String text) {
      String group = group(match);
      int from = group.isEmpty() ? match.start() : match.start(group);
      int end = group.isEmpty() ? match.end() : match.end(group);
      int to = end;
      if (group.equals("value")) {
        while (to > from + 1 && ".?:\\".indexOf(text.charAt(to - 1)) >= 0) {
          to--;
        }
      }
      boolean last = to < end || end == text.length() || "\r\n".indexOf(text.charAt(end)) >= 0;
      boolean quoted = group.equals("quoted") || group.equals("single");
      boolean assigned = text.substring(match.start(), from).indexOf('=') >= 0;
      boolean called = end < text.length() && "({[".indexOf(text.charAt(end)) >= 0;
      return new Found(text.substring(from, to), from, quoted, assigned, last, called);
    }

    /** The group that is the value; empty for all. */
    private static String group(Matcher match) {
      Map<String, Integer> groups = match.namedGroups();
      for (String name : List.of("value", "quoted", "single")) {
        if (groups.containsKey(name) && match.start(name) >= 0) {
          return name;
        }
      }
      return "";
    }
  }

  private static final Pattern AWS_ID = Pattern.compile(SOLE + "(?:AKIA|ASIA)[A-Z0-9]{16}(?!\\w)");

  /** How far a secret key may be from its id, in characters. */
  private static final int BESIDE = 300;

  private static final String PEM_BEGIN = "-----BEGIN ";
  private static final Pattern PEM_HEADER =
      Pattern.compile("-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----");

  /** What there is of a key that has no end; the end of a line may be escaped. */
  private static final Pattern PEM_REST =
      Pattern.compile("[\\s\\\\rn]{0,8}+[A-Za-z0-9+/]{24}[A-Za-z0-9+/=\\\\\\s]*+");

  private static final Pattern PEM_FOOTER =
      Pattern.compile("-----END [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----");
  private static final int LEAST_KEY = 24;

  /** Which names announce a value that need not look like a credential. */
  private static final String PASSWORD = "pass(?:word|wd|phrase|code)|pwd";

  private static final String KEY =
      "(?:api|access|secret|private)[-_ ]?(?:access[-_ ]?)?key|client[-_ ]?secret|secret"
          + "|(?:access|auth|refresh|bearer|api|id)?[-_ ]?token";

  private static final List<String> PASSWORDS = List.of("pass", "pwd");
  private static final List<String> KEYS = List.of("key", "secret", "token");
  private static final String PAYMENT_CARD = "payment card";
  private static final int LEAST_DIGITS = 14;
  private static final String SET = "\\\\?[\"']?\\s{0,3}(?::=|=>|[:=])\\s{0,3}";
  private static final String QUOTED =
      "\"(?<quoted>[^\"\\r\\n]{4,}+)\"|'(?<single>[^'\\r\\n]{4,}+)'";
  private static final String PLAIN = "(?:\\\\[\"'])?(?<value>[^\\s\"',;&<>{}()\\[\\]]{4,}+)";
  private static final String IS =
      "(?:\\s(?:for|to|of|on)(?:\\s[\\w.@'-]{1,30}){1,3}?)?\\s(?:is|was)(?:\\s(?:now|still|set\\sto))?:?\\s{1,3}";

  private static final List<Rule> RULES =
      List.of(
          new Rule("Anthropic API key", List.of("sk-ant-"), SOLE + "sk-ant-[\\w-]{20,}+"),
          new Rule(
              "OpenAI API key",
              List.of("sk-"),
              SOLE + "sk-(?:(?:proj|svcacct|admin)-[\\w-]{20,}+|[A-Za-z0-9]{32,}+)"),
          new Rule(
              "GitHub token",
              List.of("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"),
              SOLE + "(?:gh[pousr]_[A-Za-z0-9]{36,}+|github_pat_\\w{22,}+)"),
          new Rule(
              "GitLab token",
              List.of("gl"),
              SOLE + "gl(?:pat|oas|dt|rt|rtr|cbt|ptt|ft|imt|agent|soat|ffct)-[\\w-]{20,}+"),
          new Rule(
              "Slack token",
              List.of("xox", "xapp-"),
              SOLE + "(?:xox[abeprs]-[A-Za-z0-9-]{10,}+|xapp-\\d-[A-Za-z0-9-]{10,}+)"),
          new Rule(
              "Slack webhook",
              List.of("hooks.slack.com"),
              "https://hooks\\.slack\\.com/(?:services|workflows)/[A-Za-z0-9/]{20,}+"),
          new Rule(
              "Stripe key",
              List.of("_live_", "_test_", "whsec_"),
              SOLE + "(?:[sr]k_(?:live|test)_[A-Za-z0-9]{16,}+|whsec_[A-Za-z0-9+/]{24,}+)"),
          new Rule(
              "Google key",
              List.of("aiza", "gocspx-", "ya29."),
              SOLE
                  + "(?:AIza[\\w-]{35}(?![\\w-])|GOCSPX-[\\w-]{28}(?![\\w-])|ya29\\.[\\w-]{20,}+)"),
          new Rule("npm token", List.of("npm_"), SOLE + "npm_[A-Za-z0-9]{36}(?!\\w)"),
          new Rule("Hugging Face token", List.of("hf_"), SOLE + "hf_[A-Za-z0-9]{34,}+"),
          new Rule(
              "JSON Web Token",
              List.of("eyj"),
              "(?<![\\w.-])eyJ[\\w-]{8,}+\\.[\\w-]{8,}+\\.[\\w-]*+"),
          new Rule("AWS access key", List.of("akia", "asia"), AWS_ID.pattern()),
          new Rule(
              "authorization",
              List.of("authorization"),
              Pattern.compile(
                  "(?i)authorization[\"']?\\s{0,3}[:=]\\s{0,3}[\"']?(?:(?:bearer|basic|token)\\s{1,3})(?<value>[\\w.~+/=-]{6,}+)"),
              found -> true),
          new Rule(
              "authorization",
              List.of("bearer"),
              Pattern.compile("(?<!\\w)(?i:bearer)\\s{1,3}(?<value>[\\w.~+/=-]{16,}+)"),
              found -> hasDigit(found.value())),
          new Rule(
              "password",
              List.of("://"),
              Pattern.compile("://[^\\s/:@?#\"'<>]*+:(?<value>[^\\s/?#\"'<>\\[,]+)@(?=[\\w\\[])"),
              found -> !isPlaceholder(found.value())),
          new Rule(
              "password",
              PASSWORDS,
              Pattern.compile(
                  "(?i)(?:" + PASSWORD + ")" + SET + "(?:" + QUOTED + "|" + PLAIN + ")"),
              SecretPatterns::isSetPassword),
          new Rule(
              "key",
              KEYS,
              Pattern.compile("(?i)(?:" + KEY + ")" + SET + "(?:" + QUOTED + "|" + PLAIN + ")"),
              found -> !found.called() && isStrong(found.value(), 8)),
          new Rule(
              "password",
              PASSWORDS,
              Pattern.compile(
                  "(?i)\\b(?:" + PASSWORD + ")" + IS + "(?:" + QUOTED + "|" + PLAIN + ")"),
              SecretPatterns::isSaidPassword),
          new Rule(
              "key",
              KEYS,
              Pattern.compile("(?i)\\b(?:" + KEY + ")" + IS + "(?:" + QUOTED + "|" + PLAIN + ")"),
              found -> !found.called() && isStrong(found.value(), 8)),
          new Rule(
              "PIN",
              List.of("pin"),
              Pattern.compile(
                  "\\b(?:PIN|[Mm]y pin)(?: code| number)?(?: is|:| =) {0,2}(?<value>\\d{4,8})\\b"),
              found -> true),
          new Rule(
              PAYMENT_CARD,
              List.of(),
              Pattern.compile("(?<![\\w.+-])\\d(?:[ -]?\\d){13,18}(?![\\w-])"),
              found -> isCard(found.value())));

  /** The marks that begin with a character, by the character: one pass over a text finds all. */
  private static final Mark[][] MARKS = marks();

  private static final long CARDS =
      RULES.stream()
          .filter(rule -> rule.kind().equals(PAYMENT_CARD))
          .mapToLong(rule -> 1L << RULES.indexOf(rule))
          .sum();

  /** What is said of passwords, and is none. */
  private static final Pattern WORD_ABOUT =
      Pattern.compile(
          "(?i)(?:.*(?:ed|ing|ly|able|ible|ent|ant|ive|ory|ful|less|ten)|null|none|nil|true|false|undefined|string|str|text"
              + "|required|optional|unknown|wrong|right|correct|weak|strong|long|short|secure|safe|simple|easy|hard"
              + "|difficult|unique|valid|invalid|empty|blank|public|private|secret|same|here|there|below|above|mine|yours"
              + "|what|not|only|also|case|just|then|that|this|with|from|your|their|they|must|should|will|known|good|great"
              + "|nice|fine|okay|poor|lost|gone|kept|sent|made|reset|hash|sha256|bcrypt|argon2|new|old|temporary|default"
              + "|password|passwd|passphrase|passcode|token|value|input|case-sensitive)");

  private static final Pattern DOTTED_NAME =
      Pattern.compile("[A-Za-z_]\\w*+(?:\\.[A-Za-z_]\\w*+){1,9}");
  private static final Pattern ONE_WORD = Pattern.compile("[A-Za-z]{4,}");
  private static final Pattern SOME_LETTERS = Pattern.compile("[A-Za-z]+(?:-[A-Za-z]+){0,9}");
  private static final Pattern AWS_SECRET =
      Pattern.compile("(?<![A-Za-z0-9/+=])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])");
  private static final Pattern CARD_GROUPS =
      Pattern.compile("\\d+|(?:\\d{4}[ -]){3}\\d{4}(?:[ -]\\d{3})?|\\d{4}[ -]\\d{6}[ -]\\d{4,5}");
  private static final Pattern ISSUER =
      Pattern.compile(
          "4(?:\\d{15}|\\d{18})|(?:5[1-5]\\d\\d|222[1-9]|22[3-9]\\d|2[3-6]\\d\\d|27[01]\\d|2720)\\d{12}"
              + "|3[47]\\d{13}|(?:6011|65\\d\\d|64[4-9]\\d|35(?:2[89]|[3-8]\\d))\\d{12}|3(?:0[0-5]|[68]\\d)\\d{11}"
              + "|62\\d{14,17}");

  private SecretPatterns() {}

  /**
   * The text with {@code [secret: what it is]} in place of each credential; what announces it, such
   * as {@code password =}, stays.
   */
  public static String masked(String text) {
    String clean = withoutPrivateKeys(text);
    clean = withoutAwsSecrets(clean);
    for (long left = marked(text.toLowerCase(Locale.ROOT)); left != 0; left &= left - 1) {
      clean = without(RULES.get(Long.numberOfTrailingZeros(left)), clean);
    }
    return clean;
  }

  private static Mark[][] marks() {
    Mark[][] byFirst = new Mark[128][];
    for (char first = 0; first < byFirst.length; first++) {
      List<Mark> found = new ArrayList<>();
      for (int rule = 0; rule < RULES.size(); rule++) {
        for (String mark : RULES.get(rule).marks()) {
          if (mark.charAt(0) == first) {
            found.add(new Mark(mark, rule));
          }
        }
      }
      byFirst[first] = found.toArray(Mark[]::new);
    }
    return byFirst;
  }

  /** The rules of which the text has a mark, a bit each. */
  private static long marked(String lowerCase) {
    long rules = 0;
    int digits = 0;
    for (int i = 0; i < lowerCase.length(); i++) {
      char c = lowerCase.charAt(i);
      if (c >= '0' && c <= '9') {
        digits++;
      } else if (c < MARKS.length) {
        for (Mark mark : MARKS[c]) {
          if (lowerCase.startsWith(mark.text(), i)) {
            rules |= 1L << mark.rule();
          }
        }
      }
    }
    return digits < LEAST_DIGITS ? rules : rules | CARDS;
  }

  private static String mask(String kind) {
    return "[secret: " + kind + "]";
  }

  private static String without(Rule rule, String text) {
    Matcher match = rule.pattern().matcher(text);
    StringBuilder clean = null;
    int done = 0;
    while (match.find()) {
      Found found = Found.of(match, text);
      if (rule.isOne().test(found)) {
        if (clean == null) {
          clean = new StringBuilder(text.length());
        }
        clean.append(text, done, found.from()).append(mask(rule.kind()));
        done = found.from() + found.value().length();
      }
    }
    return clean == null ? text : clean.append(text, done, text.length()).toString();
  }

  /** PEM blocks, and what is left of one that was cut off. */
  private static String withoutPrivateKeys(String text) {
    int begin = text.indexOf(PEM_BEGIN);
    if (begin < 0) {
      return text;
    }
    StringBuilder clean = new StringBuilder(text.length());
    int done = 0;
    while (begin >= 0) {
      Matcher header = PEM_HEADER.matcher(text).region(begin, text.length());
      int next = begin + PEM_BEGIN.length();
      if (header.lookingAt()) {
        int end = endOfKey(text, header.end());
        if (end > header.end()) {
          next = end;
          clean.append(text, done, begin).append(mask("private key"));
          done = next;
        }
      }
      begin = text.indexOf(PEM_BEGIN, next);
    }
    return clean.append(text, done, text.length()).toString();
  }

  /** Where a key ends whose header ends here; here, if no key follows. */
  private static int endOfKey(String text, int from) {
    int dashes = Math.max(from, text.indexOf("-----", from));
    Matcher footer = PEM_FOOTER.matcher(text).region(dashes, text.length());
    if (dashes - from >= LEAST_KEY && footer.lookingAt()) {
      return footer.end();
    }
    Matcher rest = PEM_REST.matcher(text).region(from, text.length());
    return rest.lookingAt() ? rest.end() : from;
  }

  /** Secret keys, which look like nothing, near the ids that they belong to. */
  private static String withoutAwsSecrets(String text) {
    if (!text.contains("AKIA") && !text.contains("ASIA")) {
      return text;
    }
    Matcher id = AWS_ID.matcher(text);
    StringBuilder clean = null;
    int done = 0;
    while (id.find()) {
      Matcher secret =
          AWS_SECRET
              .matcher(text)
              .region(
                  Math.max(done, id.start() - BESIDE), Math.min(text.length(), id.end() + BESIDE))
              .useTransparentBounds(true);
      while (secret.find()) {
        if (isMixed(secret.group())) {
          if (clean == null) {
            clean = new StringBuilder(text.length());
          }
          clean.append(text, done, secret.start()).append(mask("AWS secret key"));
          done = secret.end();
        }
      }
    }
    return clean == null ? text : clean.append(text, done, text.length()).toString();
  }

  private static boolean isMixed(String text) {
    return hasDigit(text)
        && text.chars().anyMatch(c -> c >= 'a' && c <= 'z')
        && text.chars().anyMatch(c -> c >= 'A' && c <= 'Z');
  }

  /** By its issuer's length and its check digit (Luhn). */
  private static boolean isCard(String written) {
    String digits = written.replaceAll("[ -]", "");
    if (!CARD_GROUPS.matcher(written).matches() || !ISSUER.matcher(digits).matches()) {
      return false;
    }
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(digits.length() - 1 - i) - '0';
      int weighed = i % 2 == 0 ? digit : 2 * digit;
      sum += weighed > 9 ? weighed - 9 : weighed;
    }
    return sum % 10 == 0;
  }

  private static boolean isSetPassword(Found found) {
    String value = found.value();
    if (value.length() < 4
        || found.called()
        || isPlaceholder(value)
        || DOTTED_NAME.matcher(value).matches()) {
      return false;
    }
    // After a colon prose may go on; after an equals sign it does not.
    boolean alone = found.quoted() || found.assigned() || found.last();
    return isStrong(value, 4) || (alone && !WORD_ABOUT.matcher(value).matches());
  }

  private static boolean isSaidPassword(Found found) {
    String value = found.value();
    if (isPlaceholder(value)) {
      return false;
    }
    return found.quoted()
        || isStrong(value, 4)
        || (found.last()
            && ONE_WORD.matcher(value).matches()
            && !WORD_ABOUT.matcher(value).matches());
  }

  private static boolean isPlaceholder(String value) {
    return value.startsWith("$")
        || value.startsWith("%(")
        || value.chars().allMatch(c -> c == '*' || c == 'x' || c == 'X' || c == '.' || c == '-')
        || value.startsWith("secret://");
  }

  /** Whether it is no word: it has digits, or signs that words do not have. */
  private static boolean isStrong(String value, int least) {
    return value.length() >= least
        && !isPlaceholder(value)
        && !SOME_LETTERS.matcher(value).matches()
        && !DOTTED_NAME.matcher(value).matches()
        && (hasDigit(value) || value.chars().anyMatch(c -> "!@#$%^*+~?|\\".indexOf(c) >= 0));
  }

  private static boolean hasDigit(String value) {
    return value.chars().anyMatch(c -> c >= '0' && c <= '9');
  }
}
