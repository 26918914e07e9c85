package dev.retinue.tools.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retinue.tools.catalogue.Refused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Names whose addresses change between one look-up and the next. */
class RebindingTest {
  private RawServer outside;
  private RawServer inside;
  private Internet internet;

  @BeforeEach
  void open() throws IOException {
    outside = new RawServer(RawServer.redirect(302, "/again"), RawServer.ok("outside"));
    inside = new RawServer(RawServer.ok("inside"));
    internet = new Internet().server(Internet.PUBLIC, outside);
  }

  @AfterEach
  void close() throws IOException {
    outside.close();
    inside.close();
  }

  private String url(String host) {
    return "http://" + host + ":" + inside.port() + "/";
  }

  @Test
  void theAddressThatWasJudgedIsTheOneThatIsConnectedTo() throws Exception {
    try (RawServer plain = new RawServer(RawServer.ok("outside"))) {
      internet
          .server(Internet.PUBLIC, plain)
          .name("rebind.example", Internet.PUBLIC)
          .name("rebind.example", "127.0.0.1");

      EgressResponse response =
          internet.guard(Internet.ANY_PORT).send(Internet.get(url("rebind.example")));

      assertThat(new String(response.bytes(), StandardCharsets.UTF_8)).isEqualTo("outside");
      assertThat(internet.lookups).containsExactly("rebind.example");
      assertThat(internet.dialled).containsExactly(Internet.PUBLIC + ":" + inside.port());
      assertThat(response.provenance().address()).isEqualTo(Internet.PUBLIC);
      assertThat(inside.connections).hasValue(0);
    }
  }

  @Test
  void aRedirectToTheSameNameIsLookedUpAndJudgedAnew() {
    internet.name("rebind.example", Internet.PUBLIC).name("rebind.example", "127.0.0.1");

    assertThatThrownBy(
            () -> internet.guard(Internet.ANY_PORT).send(Internet.get(url("rebind.example"))))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("redirects to it")
        .hasMessageContaining("'rebind.example' has the address 127.0.0.1, which is not public");
    assertThat(outside.connections).hasValue(1);
    assertThat(inside.connections).hasValue(0);
  }

  @Test
  void anotherAddressIsTriedWhereTheFirstDoesNotAnswerAndAllWereJudged() throws Exception {
    RawServer gone = new RawServer(RawServer.ok("never"));
    gone.close();
    try (RawServer plain = new RawServer(RawServer.ok("outside"))) {
      internet
          .server(Internet.PUBLIC, gone)
          .server("151.101.1.69", plain)
          .name("two.example", Internet.PUBLIC, "151.101.1.69");

      EgressResponse response =
          internet.guard(EgressRules.standard()).send(Internet.get("http://two.example/"));

      assertThat(response.provenance().address()).isEqualTo("151.101.1.69");
      assertThat(internet.dialled).containsExactly("93.184.216.34:80", "151.101.1.69:80");
      assertThat(internet.lookups).containsExactly("two.example");
    }
  }
}
