package dev.retinue.tools.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.retinue.tools.catalogue.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS to a server whose certificate, made for this test, is for {@code secure.example} alone. */
class SecureConnectionTest {
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static SSLContext context;

  @BeforeAll
  static void makeCertificate(@TempDir Path folder)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path store = folder.resolve("server.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=secure.example",
                "-ext",
                "SAN=dns:secure.example",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(keytool.exitValue()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, PASSWORD);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", keys.getCertificate("server"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
  }

  private final List<String> namesAsked = new java.util.concurrent.CopyOnWriteArrayList<>();

  private RawServer secure(RawServer.Answer... answers) throws IOException {
    SSLServerSocket socket =
        (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setSNIMatchers(
        List.of(
            new SNIMatcher(javax.net.ssl.StandardConstants.SNI_HOST_NAME) {
              @Override
              public boolean matches(javax.net.ssl.SNIServerName name) {
                namesAsked.add(new SNIHostName(name.getEncoded()).getAsciiName());
                return true;
              }
            }));
    socket.setSSLParameters(parameters);
    return new RawServer(socket, answers);
  }

  private Internet internet(RawServer server) {
    return new Internet()
        .name("secure.example", Internet.PUBLIC)
        .name("other.example", Internet.PUBLIC)
        .server(Internet.PUBLIC, server);
  }

  @Test
  void theNameIsToldAndProvedWhileTheAddressIsPinned() throws Exception {
    try (RawServer server = secure(RawServer.ok("in private"))) {
      Internet internet = internet(server).name("secure.example", "127.0.0.1");

      EgressResponse response =
          internet
              .guard(EgressRules.standard(), context::getSocketFactory)
              .send(Internet.get("https://secure.example/a"));

      assertThat(new String(response.bytes(), StandardCharsets.UTF_8)).isEqualTo("in private");
      assertThat(namesAsked).containsExactly("secure.example");
      assertThat(server.requests.getFirst().headers()).containsEntry("host", "secure.example");
      assertThat(internet.dialled).containsExactly("93.184.216.34:443");
      assertThat(internet.lookups).containsExactly("secure.example");
    }
  }

  @Test
  void aCertificateForAnotherNameIsRefusedBeforeAnythingIsSent() throws Exception {
    try (RawServer server = secure(RawServer.ok("in private"))) {
      Refused refused =
          catchThrowableOfType(
              Refused.class,
              () ->
                  internet(server)
                      .guard(EgressRules.standard(), context::getSocketFactory)
                      .send(Internet.get("https://other.example/a")));

      assertThat(refused.code()).isEqualTo("INSECURE");
      assertThat(refused.getMessage())
          .startsWith("no secure connection to https://other.example: ")
          .contains("other.example");
      assertThat(server.requests).isEmpty();
    }
  }

  @Test
  void aCertificateThatNobodyTrustsIsRefused() throws Exception {
    try (RawServer server = secure(RawServer.ok("in private"))) {
      Refused refused =
          catchThrowableOfType(
              Refused.class,
              () ->
                  internet(server)
                      .guard(
                          EgressRules.standard(),
                          () -> (SSLSocketFactory) SSLSocketFactory.getDefault())
                      .send(Internet.get("https://secure.example/a")));

      assertThat(refused.code()).isEqualTo("INSECURE");
      assertThat(server.requests).isEmpty();
    }
  }

  @Test
  void aServerThatSpeaksNoTlsIsSaid() throws Exception {
    try (RawServer server = new RawServer(RawServer.ok("plain"))) {
      Refused refused =
          catchThrowableOfType(
              Refused.class,
              () ->
                  internet(server)
                      .guard(
                          Internet.ANY_PORT.withLimits(
                              EgressRules.Limits.usual()
                                  .withTotal(java.time.Duration.ofSeconds(2))
                                  .withStall(java.time.Duration.ofMillis(300))),
                          context::getSocketFactory)
                      .send(Internet.get("https://secure.example/a")));

      // The server waits for the end of a line that never comes, or drops the connection.
      assertThat(refused.code()).isIn("INSECURE", "TIMEOUT", "UNREACHABLE");
    }
  }

  @Test
  void aSecretGoesOverASecureConnectionOnly() throws Exception {
    EgressGuard guard =
        new EgressGuard(
            EgressRules.standard()
                .withDestinations(
                    EgressRules.Destinations.publicWeb().withInternal("intranet.example:8080")));

    assertThat(guard.secretDestination("https://API.example/v1?x=1"))
        .isEqualTo("https://api.example");
    assertThat(guard.secretDestination("http://intranet.example:8080/"))
        .isEqualTo("http://intranet.example:8080");
    assertThat(
            catchThrowableOfType(
                Refused.class, () -> guard.secretDestination("http://api.example/")))
        .hasMessage(
            "'http://api.example/' is refused: a secret goes over https alone; http can be read by"
                + " anybody on the way");
  }
}
