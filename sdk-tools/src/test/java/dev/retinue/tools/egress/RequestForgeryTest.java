package dev.retinue.tools.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.retinue.tools.catalogue.Refused;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Ways to make a tool call what its host did not mean (SSRF). In each, {@code PORT} is that of a
 * server on loopback, which must not even see a connection.
 */
class RequestForgeryTest {
  private RawServer inside;
  private Internet internet;

  @BeforeEach
  void open() throws IOException {
    inside = new RawServer(RawServer.ok("inside"));
    internet =
        new Internet()
            .name("localhost", "127.0.0.1")
            .name("sub.localhost", "127.0.0.1")
            .name("v6.localhost", "::1")
            .name("private.example", "10.1.2.3")
            .name("metadata.google.internal", "169.254.169.254")
            .name("127.0.0.1.nip.example", "127.0.0.1")
            .name("mixed.example", Internet.PUBLIC, "127.0.0.1")
            .name("mixed6.example", "2606:2800:220:1::1", "::1")
            .name("nat.example", "64:ff9b::7f00:1")
            .name("ulabel.example", "fd00::1")
            .name("under_score.example", "192.168.1.1")
            .name("xn--fiqs8s.example", "127.0.0.1")
            .name("public.example", Internet.PUBLIC)
            .server(Internet.PUBLIC, inside);
  }

  @AfterEach
  void close() throws IOException {
    inside.close();
  }

  static Stream<Arguments> addressesOfSpecialPurpose() {
    return Stream.of(
        arguments("127.0.0.1", "loopback, 127.0.0.0/8"),
        arguments("127.0.0.2", "loopback"),
        arguments("127.255.255.254", "loopback"),
        arguments("0.0.0.0", "this network, 0.0.0.0/8"),
        arguments("0.1.2.3", "this network"),
        arguments("10.0.0.1", "private, 10.0.0.0/8"),
        arguments("100.64.0.1", "shared"),
        arguments("100.100.100.200", "shared"),
        arguments("100.127.255.255", "shared"),
        arguments("169.254.169.254", "link-local"),
        arguments("172.16.0.1", "private, 172.16.0.0/12"),
        arguments("172.31.255.255", "private"),
        arguments("192.0.0.1", "protocol assignments"),
        arguments("192.0.0.192", "protocol assignments"),
        arguments("192.0.2.1", "documentation"),
        arguments("192.88.99.1", "6to4 relays"),
        arguments("192.168.0.1", "private, 192.168.0.0/16"),
        arguments("198.18.0.1", "benchmarks"),
        arguments("198.19.255.255", "benchmarks"),
        arguments("198.51.100.1", "documentation"),
        arguments("203.0.113.1", "documentation"),
        arguments("224.0.0.1", "multicast"),
        arguments("239.255.255.250", "multicast"),
        arguments("240.0.0.1", "reserved"),
        arguments("255.255.255.255", "broadcast"),
        arguments("168.63.129.16", "platform service"),
        arguments("[::1]", "loopback, ::1"),
        arguments("[::]", "unspecified"),
        arguments("[0:0:0:0:0:0:0:1]", "loopback"),
        arguments("[0000:0000:0000:0000:0000:0000:0000:0001]", "loopback"),
        arguments("[::ffff:127.0.0.1]", "loopback"),
        arguments("[::ffff:7f00:1]", "loopback"),
        arguments("[::ffff:a9fe:a9fe]", "link-local"),
        arguments("[::127.0.0.1]", "IPv4-compatible, leading to 127.0.0.1"),
        arguments("[::7f00:1]", "IPv4-compatible, leading to 127.0.0.1"),
        arguments("[64:ff9b::127.0.0.1]", "127.0.0.1 within it is loopback"),
        arguments("[64:ff9b::a9fe:a9fe]", "169.254.169.254 within it is link-local"),
        arguments("[64:ff9b:1::127.0.0.1]", "NAT64 of a local network"),
        arguments("[64:ff9b:1:7f00:0:100::]", "NAT64 of a local network"),
        arguments("[64:ff9b:2::1]", "outside of 2000::/3"),
        arguments("[2002:7f00:1::]", "6to4, leading to 127.0.0.1"),
        arguments("[2002:a00:1::1]", "6to4, leading to 10.0.0.1"),
        arguments("[2001:0:53aa:64c:0:0:80ff:fffe]", "Teredo, leading to 127.0.0.1"),
        arguments("[2001:1::1]", "protocol assignments"),
        arguments("[2001:db8::1]", "documentation"),
        arguments("[3fff::1]", "documentation"),
        arguments("[100::1]", "discard"),
        arguments("[100:0:0:1::1]", "dummy prefix"),
        arguments("[5f00::1]", "segment routing"),
        arguments("[fc00::1]", "unique local"),
        arguments("[fd00:ec2::254]", "unique local"),
        arguments("[fe80::1]", "link-local"),
        arguments("[febf::1]", "link-local"),
        arguments("[fec0::1]", "site-local"),
        arguments("[ff02::1]", "multicast"),
        arguments("[4000::1]", "outside of 2000::/3"));
  }

  static Stream<Arguments> addressesInUnusualForm() {
    return Stream.of(
        arguments("2130706433", "an unusual way to write 127.0.0.1"),
        arguments("017700000001", "an unusual way to write 127.0.0.1"),
        arguments("0x7f000001", "an unusual way to write 127.0.0.1"),
        arguments("0X7F000001", "an unusual way to write 127.0.0.1"),
        arguments("0x7f.1", "an unusual way to write 127.0.0.1"),
        arguments("0177.0.0.1", "an unusual way to write 127.0.0.1"),
        arguments("0177.0x0.00.1", "an unusual way to write 127.0.0.1"),
        arguments("127.1", "an unusual way to write 127.0.0.1"),
        arguments("127.0.1", "an unusual way to write 127.0.0.1"),
        arguments("127.00.0.1", "an unusual way to write 127.0.0.1"),
        arguments("127.0.0.0x1", "an unusual way to write 127.0.0.1"),
        arguments("2852039166", "an unusual way to write 169.254.169.254"),
        arguments("0", "an unusual way to write 0.0.0.0"),
        arguments("0x", "an unusual way to write 0.0.0.0"),
        arguments("127.0.0.1.", "loopback"),
        arguments("127.0.0.1..", "between two dots is empty"),
        arguments("127..0.1", "between two dots is empty"),
        arguments("256.0.0.1", "is no address of four decimal numbers"),
        arguments("4294967296", "is no address of four decimal numbers"),
        arguments("99999999999999999999", "is no address of four decimal numbers"),
        arguments("1.2.3.4.5", "is no address of four decimal numbers"),
        arguments("public.example.1", "is no address of four decimal numbers"),
        arguments("\uFF11\uFF12\uFF17.\uFF10.\uFF10.\uFF11", "loopback"),
        arguments("\u2460\u2461\u2466.\u24EA.\u24EA.\u2460", "loopback"),
        arguments("127\u30020\u30020\u30021", "loopback"),
        arguments("127\uFF0E0\uFF0E0\uFF0E1", "loopback"),
        arguments("\u0661\u0662\u0667.0.0.1", ""),
        arguments("[127.0.0.1]", "in brackets is no IPv6 address"),
        arguments("[localhost]", "in brackets is no IPv6 address"),
        arguments("[::1%25lo]", "an address with a zone"),
        arguments("[::1%lo]", "an address with a zone"),
        arguments("[fe80::1%eth0]", "an address with a zone"),
        arguments("[::1", ""),
        arguments("[::1]x", ""),
        arguments("[1::2::3]", "in brackets is no IPv6 address"),
        arguments("[::0x7f00:1]", "in brackets is no IPv6 address"));
  }

  static Stream<Arguments> names() {
    return Stream.of(
        arguments("localhost", "'localhost' has the address 127.0.0.1, which is not public"),
        arguments("localhost.", "'localhost' has the address 127.0.0.1"),
        arguments("LOCALHOST", "'localhost' has the address 127.0.0.1"),
        arguments("sub.localhost", "loopback"),
        arguments("v6.localhost", "loopback"),
        arguments("private.example", "private"),
        arguments("metadata.google.internal", "link-local, where clouds keep their metadata"),
        arguments("127.0.0.1.nip.example", "loopback"),
        arguments("mixed.example", "has the address 127.0.0.1 among others"),
        arguments("mixed6.example", "among others, which is not public (loopback, ::1)"),
        arguments("nat.example", "127.0.0.1 within it is loopback"),
        arguments("ulabel.example", "unique local"),
        arguments("under_score.example", "private"),
        arguments("\u4E2D\u56FD.example", "'xn--fiqs8s.example' has the address 127.0.0.1"),
        arguments("\uFF4C\uFF4F\uFF43\uFF41\uFF4C\uFF48\uFF4F\uFF53\uFF54", "'localhost' has"),
        arguments("\u24DB\u24DE\u24D2\u24D0\u24DB\u24D7\u24DE\u24E2\u24E3", "'localhost' has"),
        arguments("localho\u017Ft", "'localhost' has"),
        arguments("local%68ost", "a host is not percent-encoded"),
        arguments("%31%32%37.0.0.1", "a host is not percent-encoded"),
        arguments("127%2e0%2e0%2e1", "a host is not percent-encoded"),
        arguments("localhost%00.public.example", "a host is not percent-encoded"),
        arguments("lo\u00ADcalhost", "cannot hold <U+00AD>"),
        arguments("local\u200Bhost", "cannot hold <U+200B>"),
        arguments("local\u200Dhost", "<U+200D> is read in two ways"),
        arguments("fa\u00DF.example", "<U+00DF> is read in two ways"),
        arguments("local host", "cannot hold <U+0020>"),
        arguments("local\u3000host", "cannot hold <U+3000>"),
        arguments("public.example\uFF0F127.0.0.1", "cannot hold '/'"),
        arguments("public.example\uFF20127.0.0.1", "cannot hold '@'"),
        arguments("public.example\uFF03127.0.0.1", "cannot hold '#'"),
        arguments("public,example", "cannot hold ','"),
        arguments("public.example;127.0.0.1", "cannot hold ';'"),
        arguments(".public.example", "between two dots is empty"),
        arguments("public..example", "between two dots is empty"),
        arguments(".", "between two dots is empty"),
        arguments("a".repeat(64) + ".example", "64 characters; at most 63"),
        arguments("a.".repeat(130) + "example", "at most 253"));
  }

  static Stream<Arguments> wholeUrls() {
    return Stream.of(
        arguments("http://public.example@127.0.0.1:PORT/", "what stands before '@' is no host"),
        arguments("http://127.0.0.1:PORT@public.example/", "what stands before '@' is no host"),
        arguments("http://a:b@public.example/", "what stands before '@' is no host"),
        arguments("http://@127.0.0.1:PORT/", "what stands before '@' is no host"),
        arguments("http://127.0.0.1:PORT\\@public.example/", "backslash"),
        arguments("http://public.example\\@127.0.0.1:PORT/", "backslash"),
        arguments("http:\\\\127.0.0.1:PORT\\", "backslash"),
        arguments("http:127.0.0.1:PORT/", "two slashes and a host must follow"),
        arguments("http:/127.0.0.1:PORT/", "two slashes and a host must follow"),
        arguments("http:///127.0.0.1:PORT/", "it names no host"),
        arguments("http://", "it names no host"),
        arguments("http://:PORT/", "it names no host"),
        arguments("http://?127.0.0.1", "it names no host"),
        arguments("//127.0.0.1:PORT/", "give a whole URL"),
        arguments("127.0.0.1:PORT", "give a whole URL"),
        arguments("/etc/passwd", "give a whole URL"),
        arguments("http://127.0.0.1:PORT#@public.example/", "loopback"),
        arguments("http://127.0.0.1:PORT?@public.example/", "loopback"),
        arguments("http://127.0.0.1:PORT/\t", "loopback"),
        arguments("http://127.0.0.1\t:PORT/", "cannot hold <U+0009>"),
        arguments("http://127.0.\n0.1:PORT/", "cannot hold <U+000A>"),
        arguments("http://public.example\r\nHost: 127.0.0.1/", "cannot hold <U+000D>"),
        arguments("http://public.example/ HTTP/1.1\r\nX: y", "cannot hold <U+000D>"),
        arguments("http://public.example/\u0000", "cannot hold <U+0000>"),
        arguments("http://public.example/\u0085", "cannot hold <U+0085>"),
        arguments("http:// 127.0.0.1:PORT/", "cannot hold <U+0020>"),
        arguments("http://public.example:80:PORT/", "an IPv6 address stands in brackets"),
        arguments("http://::1:PORT/", "an IPv6 address stands in brackets"),
        arguments("http://public.example:/", "'' is no port from 1 to 65535"),
        arguments("http://public.example:0/", "'0' is no port"),
        arguments("http://public.example:65536/", "'65536' is no port"),
        arguments("http://public.example:-1/", "'-1' is no port"),
        arguments("http://public.example:+80/", "'+80' is no port"),
        arguments("http://public.example:080/", "'080' is no port"),
        arguments("http://public.example:\uFF18\uFF10/", "is no port"),
        arguments("http://public.example:80 /", "is no port"),
        arguments("file:///etc/passwd", "scheme 'file' is none of http and https"),
        arguments("FILE:/etc/passwd", "scheme 'file' is none"),
        arguments("ftp://127.0.0.1:PORT/", "scheme 'ftp' is none"),
        arguments("gopher://127.0.0.1:PORT/_GET", "scheme 'gopher' is none"),
        arguments("dict://127.0.0.1:PORT/d:a", "scheme 'dict' is none"),
        arguments("ldap://127.0.0.1:PORT/", "scheme 'ldap' is none"),
        arguments("jar:http://127.0.0.1:PORT/a.jar!/b", "scheme 'jar' is none"),
        arguments("url:http://127.0.0.1:PORT/", "scheme 'url' is none"),
        arguments("ws://127.0.0.1:PORT/", "scheme 'ws' is none"),
        arguments("data:text/plain,hello", "scheme 'data' is none"),
        arguments("javascript:alert(1)", "scheme 'javascript' is none"),
        arguments("http+unix://%2Fvar%2Frun%2Fdocker.sock/info", "scheme 'http+unix' is none"),
        arguments("http://" + "a/".repeat(5000), "at most 8192"));
  }

  static Stream<Arguments> forms() {
    Stream<Arguments> hosts =
        Stream.of(addressesOfSpecialPurpose(), addressesInUnusualForm(), names())
            .flatMap(all -> all)
            .flatMap(form ->
                Stream.of("http", "https")
                    .map(scheme ->
                        arguments(
                            scheme + "://" + form.get()[0] + ":PORT/secret?q=1", form.get()[1])));
    return Stream.concat(hosts, wholeUrls());
  }

  @ParameterizedTest
  @MethodSource("forms")
  void nothingConnectsAndTheRefusalSaysWhy(String form, String reason) {
    String url = form.replace("PORT", String.valueOf(inside.port()));

    Refused refused =
        catchThrowableOfType(
            Refused.class, () -> internet.guard(Internet.ANY_PORT).send(Internet.get(url)));

    assertThat(refused).isNotNull();
    assertThat(refused.code()).isEqualTo("BLOCKED_DESTINATION");
    assertThat(refused.getMessage()).contains("is refused: ").contains(reason);
    assertThat(refused.getMessage()).doesNotContainPattern("[\\x00-\\x1F\\x7F]");
    assertThat(internet.dialled).isEmpty();
    assertThat(inside.connections).hasValue(0);
  }

  @Test
  void aPublicNameIsReached() throws Exception {
    EgressResponse response =
        internet
            .guard(EgressRules.standard())
            .send(Internet.get("http://PUBLIC.example./a b/\u00E9?q=%zz#top"));

    assertThat(response.status()).isEqualTo(200);
    assertThat(internet.dialled).containsExactly("93.184.216.34:80");
    assertThat(inside.requests)
        .singleElement()
        .satisfies(request -> {
          assertThat(request.line()).isEqualTo("GET /a%20b/%C3%A9?q=%25zz HTTP/1.1");
          assertThat(request.headers()).containsEntry("host", "public.example");
        });
  }

  @Test
  void withoutTheGuardsJudgementTheServerWouldBeReached() throws Exception {
    EgressRules open =
        Internet.ANY_PORT.withDestinations(
            EgressRules.Destinations.publicWeb()
                .withPorts()
                .withInternal("127.0.0.0/8", "::1", "localhost"));
    for (String host : new String[] {"127.0.0.1", "127.0.0.2", "localhost", "[::ffff:127.0.0.1]"}) {
      EgressResponse response =
          internet.guard(open).send(Internet.get("http://" + host + ":" + inside.port() + "/"));

      assertThat(response.provenance().internal()).isTrue();
    }
    assertThat(inside.connections).hasValue(4);
  }

  @Test
  void aNameWithoutAddressIsSaid() {
    assertThat(
            catchThrowableOfType(
                Refused.class,
                () ->
                    internet
                        .guard(EgressRules.standard())
                        .send(Internet.get("https://nowhere.example/x"))))
        .satisfies(refused -> {
          assertThat(refused.code()).isEqualTo("UNKNOWN_HOST");
          assertThat(refused)
              .hasMessage(
                  "no address is known of 'nowhere.example'; check how it is spelled:"
                      + " https://nowhere.example/x");
        });
  }
}
