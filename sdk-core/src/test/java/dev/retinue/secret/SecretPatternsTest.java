package dev.retinue.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is covered in free text, and what is left as it is. None of the credentials is real. */
class SecretPatternsTest {
  private static final String AWS_ID = "AKIA" + "IOSFODNN7EXAMPLE";
  private static final String AWS_SECRET = "wJalrXUtnFEMI/K7MDENG/" + "bPxRfiCYEXAMPLEKEY";
  private static final String BODY = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8";

  /** Put together here, so that nobody takes this file for a leak. */
  @ParameterizedTest
  @CsvSource({
    "ghp_,36,GitHub token",
    "ghs_,36,GitHub token",
    "github_pat_,30,GitHub token",
    "glpat-,20,GitLab token",
    "xoxb-,24,Slack token",
    "xapp-1-,24,Slack token",
    "sk_live_,24,Stripe key",
    "rk_test_,24,Stripe key",
    "whsec_,32,Stripe key",
    "sk-,36,OpenAI API key",
    "sk-proj-,36,OpenAI API key",
    "sk-ant-api03-,36,Anthropic API key",
    "AIza,35,Google key",
    "GOCSPX-,28,Google key",
    "ya29.,30,Google key",
    "npm_,36,npm token",
    "hf_,34,Hugging Face token",
  })
  void itCoversTokensByTheirPrefix(String prefix, int length, String kind) {
    String token = prefix + BODY.substring(0, length);

    assertThat(SecretPatterns.masked("Use " + token + ", please."))
        .isEqualTo("Use [secret: " + kind + "], please.");
    assertThat(SecretPatterns.masked("{\"k\":\"" + token + "\"}"))
        .isEqualTo("{\"k\":\"[secret: " + kind + "]\"}");
  }

  @Test
  void itCoversAwsKeysAndTheSecretBesideThem() {
    assertThat(SecretPatterns.masked("id " + AWS_ID + ", key " + AWS_SECRET + "."))
        .isEqualTo("id [secret: AWS access key], key [secret: AWS secret key].");
    assertThat(SecretPatterns.masked(AWS_SECRET + "\n" + AWS_ID))
        .isEqualTo("[secret: AWS secret key]\n[secret: AWS access key]");
    assertThat(SecretPatterns.masked("aws_secret_access_key = " + AWS_SECRET))
        .isEqualTo("aws_secret_access_key = [secret: key]");
  }

  @Test
  void itCoversPrivateKeysWholeOrCutOff() {
    String body = (BODY + "+/=\n").repeat(5);
    for (String kind : List.of("", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED ")) {
      String key =
          "-----BEGIN "
              + kind
              + "PRIVATE KEY-----\n"
              + body
              + "-----END "
              + kind
              + "PRIVATE KEY-----";
      assertThat(SecretPatterns.masked("a " + key + " b " + key + " c"))
          .isEqualTo("a [secret: private key] b [secret: private key] c");
      assertThat(SecretPatterns.masked("a " + key.replace("\n", "\\n") + " b"))
          .isEqualTo("a [secret: private key] b");
    }
    assertThat(
            SecretPatterns.masked(
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n"
                    + body
                    + "-----END RSA PRIVATE KEY----- z"))
        .isEqualTo("[secret: private key] z");
    assertThat(SecretPatterns.masked("a -----BEGIN PRIVATE KEY-----\n" + body))
        .isEqualTo("a [secret: private key]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Authorization: Bearer abc.def-123 | Authorization: Bearer [secret: authorization]",
        "authorization: Basic dXNlcjpwYXNz | authorization: Basic [secret: authorization]",
        "curl -H 'bearer 0123456789abcdef01' | curl -H 'bearer [secret: authorization]'",
        "postgres://app:s3cr3t!@db:5432/x | postgres://app:[secret: password]@db:5432/x",
        "https://u:p%40ss@[::1]/ | https://u:[secret: password]@[::1]/",
        "password = hunter | password = [secret: password]",
        "DB_PASSWORD=swordfish7 | DB_PASSWORD=[secret: password]",
        "pwd: hunter2! | pwd: [secret: password]",
        "\"password\": \"open sesame\" | \"password\": \"[secret: password]\"",
        "Password: swordfish | Password: [secret: password]",
        "api_key=0a1b2c3d4e | api_key=[secret: key]",
        "?token=0a1b2c3d4e&x=1 | ?token=[secret: key]&x=1",
        "client_secret: 'a9-b8-c7-d6' | client_secret: '[secret: key]'",
        "my password is hunter2! | my password is [secret: password]",
        "My password is swordfish. | My password is [secret: password].",
        "The password for the wifi is Blue42Sky, ok? | The password for the wifi is [secret: password], ok?",
        "our passphrase is \"correct horse\" | our passphrase is \"[secret: password]\"",
        "the API key is 0a1b2c3d4e. | the API key is [secret: key].",
        "My PIN is 4711. | My PIN is [secret: PIN].",
        "Card 4111 1111 1111 1111 exp. 12/29 | Card [secret: payment card] exp. 12/29",
        "5555-5555-5555-4444 | [secret: payment card]",
        "amqp://app:p@ss@mq:5671/x | amqp://app:[secret: password]@mq:5671/x",
        "{\\\"password\\\": \\\"hunter2!\\\"} | {\\\"password\\\": \\\"[secret: password]\\\"}",
        "SSH_PASSPHRASE: 'a b c d' | SSH_PASSPHRASE: '[secret: password]'",
        "378282246310005 | [secret: payment card]",
        "3782 822463 10005 | [secret: payment card]",
        "6011111111111117 | [secret: payment card]",
      })
  void itCoversTheValueAlone(String text, String masked) {
    assertThat(SecretPatterns.masked(text)).isEqualTo(masked);
  }

  @Test
  void itCoversLongValuesToTheirEnd() {
    String value = BODY.repeat(40);

    assertThat(SecretPatterns.masked("token=" + value + " x")).isEqualTo("token=[secret: key] x");
    assertThat(SecretPatterns.masked("password: \"" + value + "\" x"))
        .isEqualTo("password: \"[secret: password]\" x");
    assertThat(SecretPatterns.masked("ftp://me:" + value + "@host"))
        .isEqualTo("ftp://me:[secret: password]@host");
  }

  @Test
  void itCoversWebTokens() {
    String token = "eyJhbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiIxMjM0In0." + "c2lnbmF0dXJl";

    assertThat(SecretPatterns.masked("it sent " + token + " back"))
        .isEqualTo("it sent [secret: JSON Web Token] back");
  }

  @Test
  void itLeavesWhatItHasCovered() {
    String once = SecretPatterns.masked("password=hunter2! token: 0a1b2c3d4e " + AWS_ID);

    assertThat(once)
        .isEqualTo("password=[secret: password] token: [secret: key] [secret: AWS access key]");
    assertThat(SecretPatterns.masked(once)).isEqualTo(once);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "We met at the station at 10:45 and walked to the old town.",
        "Commit 9e06520 moved the package; the full id is 9e06520c7a1f4b5d8e2a6c3f0b9d8e7f6a5b4c3d.",
        "The digest is 2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae.",
        "Request 123e4567-e89b-12d3-a456-426614174000 failed twice.",
        "Call me at +49 30 1234 5678 or (555) 010-9999.",
        "Her number is 0171 2345678, his is +1-202-555-0143.",
        "Order 4500123456789013 was shipped on Monday.",
        "Invoice 2026-000123456 is due on 2026-12-31.",
        "The parcel 00340434161094042557 is on its way.",
        "ISBN 978-3-16-148410-0 is out of print.",
        "The account is DE89 3704 0044 0532 0130 00.",
        "Timestamp 1700000000000, then 1700000000000000000.",
        "My password is expired.",
        "My password is too long to type.",
        "The password was changed yesterday.",
        "The password for the wifi is on the fridge.",
        "A password is required to sign in.",
        "Password: required",
        "Password: at least eight characters",
        "I forgot my password and had to reset it.",
        "The passwords are stored in a vault.",
        "A token is a piece of a word; the model reads 4096 of them.",
        "max_tokens: 4096, tokens=128000",
        "The token is invalid.",
        "token: string",
        "The secret is to knead the dough for ten minutes.",
        "The secret of success is patience, 1% inspiration and 99% sweat.",
        "The key is under the mat, as always.",
        "The key to the cellar is the brass one.",
        "An API key is needed for this service.",
        "api_key: your key",
        "password = getPassword()",
        "password=${DB_PASSWORD}",
        "password: $PASSWORD",
        "config.password = settings.password",
        "password: ********",
        "header(\"Authorization\", secret(\"secret://crm-token\"))",
        "token: secret://crm-token-2026",
        "He is the bearer of bad news for everyone.",
        "Authorization: none was needed.",
        "See https://example.com:8080/path?q=a@b and mail bob@example.com.",
        "ssh://git@github.com:22/acme/shop.git",
        "The ratio was 3:1@home and 2:1 away.",
        "sk-learn and ghp_ are prefixes; AKIA is one too.",
        "-----BEGIN CERTIFICATE-----\nMIIBIjANBgkqhkiG9w0BAQ\n-----END CERTIFICATE-----",
        "A file that starts with -----BEGIN PRIVATE KEY----- holds a key that nobody else may see at all.",
        "Pin the board to the wall; the pin is 4 mm long.",
        "PIN codes have four digits.",
        "4111 1111 1111 1112 fails the check.",
        "Room 4111, floor 11, desk 1111.",
        "Version 1.2.3-rc.4 (build 20261123.1) is out.",
        "Coordinates 52.520008, 13.404954; altitude 34.",
        "eyJ is how a web token begins.",
      })
  void itLeavesWhatIsHarmless(String text) {
    assertThat(SecretPatterns.masked(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "-",
        " ",
        "1",
        "1 ",
        "eyJ",
        "a.",
        "://",
        "://a:",
        "password ",
        "password is ",
        "password for ",
        "password: ",
        "token=\"",
        "token=",
        "token='token=\"",
        "://a:b@",
        "Bearer ",
        "sk-",
        "-----BEGIN PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\n0123456789012345678901234567890",
        "AKIAIOSFODNN7EXAMPLE ",
        "4111 1111 1111 1111 ",
      })
  @Timeout(60)
  void itTakesTimeInProportionToTheText(String piece) {
    String small = piece.repeat(64_000 / piece.length());
    String large = piece.repeat(1_024_000 / piece.length());
    SecretPatterns.masked(small);
    long first = System.nanoTime();
    SecretPatterns.masked(small);
    long second = System.nanoTime();
    assertThatCode(() -> SecretPatterns.masked(large)).doesNotThrowAnyException();
    long third = System.nanoTime();

    // 16 times the text; what is quadratic takes 256 times as long.
    assertThat(Duration.ofNanos(third - second))
        .isLessThan(Duration.ofNanos(100 * (second - first)).plusSeconds(1));
  }
}
