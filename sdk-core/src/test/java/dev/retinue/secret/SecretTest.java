package dev.retinue.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retinue.identity.Principal;
import dev.retinue.identity.RunScope;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is given a secret, and where it is found. */
class SecretTest {
  private static final String VALUE = "s3cr3t/\"k&y\" + more?";
  private static final Secret TOKEN =
      Secret.of("token", VALUE).forTools("http_*").at("api.example.com", "*.acme.com");
  private static final RunScope SCOPE =
      new RunScope("run", "clerk", "monday", new Principal("ada"), "");
  private static final Vault VAULT = new Vault(List.of(TOKEN), Map.of(), name -> Optional.empty());

  @Test
  void isNamedByItsHandleAndNeverShowsItsValue() {
    assertThat(TOKEN.handle()).isEqualTo("secret://token");
    assertThat(TOKEN.toString()).contains("token").doesNotContain(VALUE);
  }

  @Test
  void mustBeLongEnoughToBeRecognised() {
    assertThatThrownBy(() -> Secret.of("pin", "1234"))
        .hasMessage(
            "secret 'pin' must have at least 8 characters: a shorter one cannot be recognised where it must not"
                + " appear");
    assertThatThrownBy(() -> Secret.of("a b", VALUE))
        .hasMessage("a secret's name may have letters, digits, '_', '.' and '-', got 'a b'");
  }

  @Nested
  @DisplayName("is given")
  class Given {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "api.example.com",
          "API.example.com.",
          "api.example.com:8443",
          "https://api.example.com/path?q=1",
          "eu.acme.com",
          "https://a.b.acme.com"
        })
    void toItsDestinations(String destination) {
      assertThat(VAULT.open("secret://token", SCOPE, "http_get", destination)).isEqualTo(VALUE);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "evil.com",
          "acme.com",
          "evilacme.com",
          "api.example.com.evil.com",
          "https://api.example.com@evil.com/",
          "https://evil.com/?api.example.com",
          "https://evil.com#api.example.com",
          "https://evil.com\\@api.example.com",
          "api.example.com evil.com",
          ""
        })
    void toNoOther(String destination) {
      assertThatThrownBy(() -> VAULT.open("secret://token", SCOPE, "http_get", destination))
          .isInstanceOf(SecretException.class)
          .hasMessageStartingWith("secret 'token' may not go to '" + destination + "'");
    }

    @Test
    void toItsToolsAlone() {
      assertThatThrownBy(() -> VAULT.open("secret://token", SCOPE, "mail", "api.example.com"))
          .hasMessage("secret 'token' is not for tool 'mail'; it is for [http_*]");
      assertThatThrownBy(() ->
              new Vault(List.of(Secret.of("idle", VALUE)), Map.of(), name -> Optional.empty())
                  .open("secret://idle", SCOPE, "mail", "api.example.com"))
          .hasMessage("secret 'idle' is not for tool 'mail'; it is for none");
    }

    @Test
    void byItsHandleAlone() {
      assertThatThrownBy(() -> VAULT.open("token", SCOPE, "http_get", "api.example.com"))
          .hasMessage("'token' is no handle of a secret; write secret://<name>");
      assertThatThrownBy(() -> VAULT.open("secret://tokn", SCOPE, "http_get", "api.example.com"))
          .hasMessage("there is no secret 'tokn'; give it with builder().secret(..)");
    }

    @Test
    void byTheHostsOwnSource() {
      Vault vault = new Vault(List.of(), Map.of(), name -> Optional.of(TOKEN));

      assertThat(vault.open("secret://token", SCOPE, "http_get", "api.example.com"))
          .isEqualTo(VALUE);
      assertThat(vault.redacted("it is " + VALUE)).isEqualTo("it is [secret token]");
    }

    @Test
    void byASourceThatKeepsThoseOfAgentsApart() {
      Vault vault = new Vault(List.of(), Map.of(), new OfClerk());
      RunScope other = new RunScope("run", "intruder", "monday", Principal.SHARED, "");

      assertThat(vault.open("secret://token", SCOPE, "http_get", "api.example.com"))
          .isEqualTo(VALUE);
      assertThatThrownBy(() -> vault.open("secret://token", other, "http_get", "api.example.com"))
          .isInstanceOf(SecretException.class)
          .hasMessageStartingWith("there is no secret 'token'");
    }
  }

  @Nested
  @DisplayName("is found and covered")
  class Covered {
    private void isCovered(String form) {
      assertThat(VAULT.foundIn("before " + form + " after")).as(form).contains("token");
      assertThat(VAULT.redacted("before " + form + " after"))
          .as(form)
          .contains("[secret token]")
          .startsWith("before ")
          .endsWith(" after")
          .doesNotContain(form);
    }

    @Test
    void asItIsAndEscaped() {
      isCovered(VALUE);
      isCovered("s3cr3t/\\\"k&y\\\" + more?");
      isCovered("s3cr3t/\"k&amp;y\" + more?");
    }

    @Test
    void inAnAddress() {
      isCovered(URLEncoder.encode(VALUE, StandardCharsets.UTF_8));
      isCovered(URLEncoder.encode(VALUE, StandardCharsets.UTF_8).replace("+", "%20"));
      isCovered("s3cr3t%2f%22k%26y%22%20%2b%20more%3f");
    }

    @Test
    void inHex() {
      byte[] bytes = VALUE.getBytes(StandardCharsets.UTF_8);
      isCovered(HexFormat.of().formatHex(bytes));
      isCovered(HexFormat.of().withUpperCase().formatHex(bytes));
    }

    @Test
    void inBase64WhateverStandsAroundIt() {
      for (String before : List.of("", "a", "ab", "abc", "user:")) {
        for (String after : List.of("", "z", "zz", "zzz")) {
          byte[] bytes = (before + VALUE + after).getBytes(StandardCharsets.UTF_8);
          assertThat(VAULT.foundIn(Base64.getEncoder().encodeToString(bytes))).isPresent();
          assertThat(VAULT.foundIn(Base64.getUrlEncoder().encodeToString(bytes))).isPresent();
          assertThat(VAULT.redacted("Basic " + Base64.getEncoder().encodeToString(bytes)))
              .contains("[secret token]");
        }
      }
    }

    @Test
    void asAWholeWhereItBeginsWithAnother() {
      Vault vault =
          new Vault(
              List.of(
                  Secret.of("short", "hunter2-hunter2"), Secret.of("long", "hunter2-hunter2-more")),
              Map.of(),
              name -> Optional.empty());

      assertThat(vault.redacted("hunter2-hunter2-more, hunter2-hunter2"))
          .isEqualTo("[secret long], [secret short]");
    }

    @Test
    void whenItIsAProvidersKey() {
      Vault vault =
          new Vault(
              List.of(), Map.of("OPENAI_API_KEY", "sk-123456789", "X", "k"), n -> Optional.empty());

      assertThat(vault.redacted("no such key: sk-123456789"))
          .isEqualTo("no such key: [secret OPENAI_API_KEY]");
      assertThat(vault.redacted("k")).isEqualTo("k");
    }
  }

  /** The secrets of one agent. */
  private static final class OfClerk implements Secrets {
    @Override
    public Optional<Secret> find(String name) {
      return Optional.empty();
    }

    @Override
    public Optional<Secret> find(RunScope scope, String name) {
      return scope.agent().equals("clerk") ? Optional.of(TOKEN) : Optional.empty();
    }
  }
}
