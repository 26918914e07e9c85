package dev.retinue.tools.egress;

import dev.retinue.tools.catalogue.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParser;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpMessageParser;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.net.URIAuthority;

/**
 * Speaks HTTP/1.1 over a connection, by the message layer of Apache HttpComponents, which neither
 * connects nor looks up, redirects, retries or stores anything.
 */
final class Wire {
  private static final Http1Config MESSAGES =
      Http1Config.custom().setMaxLineLength(16 * 1024).setMaxHeaderCount(200).build();

  private Wire() {}

  /**
   * Sends a request and reads the answer, with its body unless it is a redirect.
   *
   * @param bounds of reading the body
   */
  static Reply exchange(
      Connection connection,
      Target target,
      Outgoing outgoing,
      Body.Bounds bounds,
      Lifeline lifeline)
      throws IOException, HttpException, Refused {
    // Not closed: that would read the rest of the body. The connection below it is.
    DefaultBHttpClientConnection messages =
        new DefaultBHttpClientConnection(
            MESSAGES, null, null, null, null, null, Wire::responseParser);
    messages.bind(connection.socket());
    lifeline.stage("waiting for the answer");
    ClassicHttpResponse response =
        new HttpRequestExecutor()
            .execute(request(target, outgoing), messages, HttpCoreContext.create());
    lifeline.stage("reading the body");
    Map<String, List<String>> headers = headers(response);
    String address = IpLiteral.text(connection.address());
    HttpEntity entity = response.getEntity();
    if (entity == null || Reply.isRedirect(response.getCode(), headers)) {
      return new Reply(response.getCode(), headers, Body.NONE, address);
    }
    String coding = String.join(",", headers.getOrDefault("Content-Encoding", List.of()));
    boolean streams =
        headers.getOrDefault("Content-Type", List.of()).stream()
            .anyMatch(type -> type.toLowerCase(Locale.ROOT).startsWith("text/event-stream"));
    EventStream events = bounds.events();
    if (streams && events != null) {
      events.begins(Collections.unmodifiableMap(headers));
    }
    Body body = Body.read(entity.getContent(), coding, streams ? bounds : bounds.withoutEvents());
    if (body.decoded()) {
      headers.remove("Content-Encoding");
      headers.remove("Content-Length");
    }
    return new Reply(response.getCode(), headers, body, address);
  }

  private static HttpMessageParser<ClassicHttpResponse> responseParser(Http1Config config) {
    return new DefaultHttpResponseParser(config) {
      @Override
      public ClassicHttpResponse parse(SessionInputBuffer buffer, InputStream in)
          throws IOException, HttpException {
        return super.parse(new WholeLines(buffer), in);
      }
    };
  }

  private static ClassicHttpRequest request(Target target, Outgoing outgoing) {
    ClassicHttpRequest request =
        new BasicClassicHttpRequest(
            outgoing.method(),
            target.scheme(),
            new URIAuthority(target.host().bare(), target.port()),
            target.path());
    request.setHeader("Host", target.authority());
    request.setHeader("Connection", "close");
    request.setHeader("Accept-Encoding", "gzip, deflate");
    if (!outgoing.has("Accept")) {
      request.setHeader("Accept", "*/*");
    }
    if (!outgoing.has("User-Agent")) {
      request.setHeader("User-Agent", "Retinue");
    }
    outgoing.headers().forEach(request::addHeader);
    byte[] body = new byte[outgoing.body().remaining()];
    outgoing.body().duplicate().get(body);
    if (body.length > 0 || takesBody(outgoing.method())) {
      request.setHeader("Content-Length", String.valueOf(body.length));
      request.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_OCTET_STREAM));
    }
    return request;
  }

  private static boolean takesBody(String method) {
    return method.equals("POST") || method.equals("PUT") || method.equals("PATCH");
  }

  private static Map<String, List<String>> headers(ClassicHttpResponse response) {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Header header : response.getHeaders()) {
      headers
          .computeIfAbsent(header.getName(), name -> new ArrayList<>())
          .add(String.valueOf(header.getValue()));
    }
    return headers;
  }
}
