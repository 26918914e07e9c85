package dev.retinue.tools.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.retinue.tools.catalogue.Refused;
import dev.retinue.tools.egress.EgressRules.Destinations;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EgressRulesTest {
  private RawServer server;
  private Internet internet;

  @BeforeEach
  void open() throws IOException {
    server = new RawServer(RawServer.ok("here"));
    internet =
        new Internet()
            .name("public.example", Internet.PUBLIC)
            .name("api.public.example", Internet.PUBLIC)
            .name("notpublic.example", Internet.PUBLIC)
            .name("intranet.example", "127.0.0.1")
            .name("half.example", "127.0.0.1", "10.0.0.1")
            .server(Internet.PUBLIC, server);
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  private EgressGuard guard(Destinations destinations) {
    return internet.guard(
        EgressRules.standard().withDestinations(destinations).withPace(Internet.FAST));
  }

  private String answer(Destinations destinations, String url) throws InterruptedException {
    try {
      guard(destinations).send(Internet.get(url.replace("PORT", String.valueOf(server.port()))));
      return "";
    } catch (Refused e) {
      assertThat(e.code()).isEqualTo("BLOCKED_DESTINATION");
      return e.getMessage();
    }
  }

  @Test
  void byThemselvesTheyOpenTheUsualPorts() throws Exception {
    Destinations usual = Destinations.publicWeb();

    assertThat(answer(usual, "http://public.example/")).isEmpty();
    assertThat(answer(usual, "http://public.example:443/")).isEmpty();
    assertThat(answer(usual, "http://public.example:22/"))
        .isEqualTo(
            "'http://public.example:22/' is refused: port 22 is not among [80, 443]; the host may"
                + " add it to EgressRules.Destinations.ports");
    assertThat(internet.lookups).as("a closed port needs no look-up").hasSize(2);
  }

  @Test
  void aSchemeMayBeClosed() throws Exception {
    Destinations secure = new Destinations(Set.of("https"), Set.of(), Set.of(), Set.of());

    assertThat(answer(secure, "http://public.example/"))
        .contains("scheme 'http' is not among [https]; the host may add it");
  }

  @Test
  void hostsMayBeNamed() throws Exception {
    Destinations named = Destinations.publicWeb().withHosts("Public.example", "*.public.example");

    assertThat(answer(named, "http://public.example/")).isEmpty();
    assertThat(answer(named, "http://api.public.example/")).isEmpty();
    assertThat(answer(named, "http://notpublic.example/"))
        .contains("host 'notpublic.example' is not among those of EgressRules.Destinations.hosts");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.0/8", "127.0.0.1", "intranet.example", "*.example"})
  void whatIsInternalMayBeLetIn(String place) throws Exception {
    Destinations open = Destinations.publicWeb().withPorts().withInternal(place);

    assertThat(answer(open, "http://intranet.example:PORT/")).isEmpty();
    assertThat(answer(open, "http://[::1]:PORT/")).contains("loopback, ::1");
    assertThat(server.connections).hasValue(1);
  }

  @Test
  void eachAddressMustBeLetInOrPublic() throws Exception {
    assertThat(
            answer(
                Destinations.publicWeb().withPorts().withInternal("127.0.0.0/8"),
                "http://half.example:PORT/"))
        .contains("'half.example' has the address 10.0.0.1 among others");
  }

  @Test
  void aPortOfAnInternalPlaceIsOpenThereAlone() throws Exception {
    Destinations open =
        Destinations.publicWeb()
            .withInternal("intranet.example:" + server.port(), "127.0.0.2:" + server.port());

    assertThat(answer(open, "http://intranet.example:PORT/")).isEmpty();
    assertThat(answer(open, "http://127.0.0.2:PORT/")).isEmpty();
    assertThat(answer(open, "http://127.0.0.3:PORT/")).contains("is not among [80, 443]");
    assertThat(answer(open, "http://public.example:PORT/")).contains("is not among [80, 443]");
    assertThat(answer(open, "http://intranet.example/")).contains("is not public");
    assertThat(server.connections).hasValue(2);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/33, is no network",
    "10.0.0/8, is no network",
    "fd00::/129, is no network",
    "a b, names no host",
    "http://localhost/, is no network",
    "localhost:http, is no network",
    "localhost:70000, is no network",
    "'', names no host"
  })
  void aPlaceThatIsNoneIsRefusedWhenTheRulesAreMade(String place, String reason) {
    assertThatThrownBy(() -> Destinations.publicWeb().withInternal(place))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + place + "'")
        .hasMessageContaining(reason);
  }

  @Test
  void theirNumbersMakeSense() {
    assertThatThrownBy(() -> new Destinations(Set.of("ftp"), Set.of(), Set.of(), Set.of()))
        .hasMessage("schemes must be of http and https, got [ftp]");
    assertThatThrownBy(() -> Destinations.publicWeb().withPorts(0))
        .hasMessage("ports must be from 1 to 65535, got 0");
    assertThatThrownBy(() -> Destinations.publicWeb().withHosts("http://x"))
        .hasMessageContaining("'http://x' names no host");
    assertThatThrownBy(() -> EgressRules.Limits.usual().withStall(Duration.ZERO))
        .hasMessage("total and stall must be positive, got PT1M and PT0S");
    assertThatThrownBy(() -> new EgressRules.Pace(0, 1, 1, Duration.ofSeconds(1)))
        .hasMessageStartingWith("a pace must be positive, got 0 a second");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.1",
        "169.253.255.255",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.1",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2606:4700:4700::1111",
        "2001:4860:4860::8888",
        "2a00:1450::1",
        "64:ff9b::808:808",
        "::ffff:8.8.8.8"
      })
  void whatIsBesideTheSpecialRangesIsPublic(String address) {
    InetAddress parsed = IpLiteral.parse(address).orElseThrow();

    assertThat(SpecialAddresses.objection(parsed)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "2001:0DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "0:0:0:0:0:0:0:0, ::",
    "0:0:0:0:0:0:0:1, ::1",
    "1:0:0:0:0:0:0:0, 1::",
    "1:0:3:4:5:6:7:8, 1:0:3:4:5:6:7:8",
    "1:0:0:4:0:0:0:8, 1:0:0:4::8",
    "::ffff:1.2.3.4, 1.2.3.4"
  })
  void anAddressIsShownInItsUsualForm(String given, String shown) {
    assertThat(IpLiteral.text(IpLiteral.parse(given).orElseThrow())).isEqualTo(shown);
  }

  @Test
  void aHostIsRefusedWithoutAskingForItsAddresses() {
    assertThat(
            catchThrowableOfType(
                Refused.class,
                () ->
                    guard(Destinations.publicWeb().withHosts("public.example"))
                        .send(Internet.get("http://evil.example/"))))
        .isNotNull();
    assertThat(internet.lookups).isEmpty();
  }
}
