package dev.retinue.tools.egress;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.io.HttpTransportMetrics;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.apache.hc.core5.util.CharArrayBuffer;

/**
 * A buffer in which no line is missing: where a connection ends within the headers, the parser
 * would take those that came for all.
 */
record WholeLines(SessionInputBuffer buffer) implements SessionInputBuffer {
  @Override
  public int readLine(CharArrayBuffer line, InputStream in) throws IOException {
    int read = buffer.readLine(line, in);
    if (read < 0) {
      throw new ConnectionClosedException("the connection ended before the headers did");
    }
    return read;
  }

  @Override
  public int length() {
    return buffer.length();
  }

  @Override
  public int capacity() {
    return buffer.capacity();
  }

  @Override
  public int available() {
    return buffer.available();
  }

  @Override
  public int read(byte[] bytes, int from, int length, InputStream in) throws IOException {
    return buffer.read(bytes, from, length, in);
  }

  @Override
  public int read(byte[] bytes, InputStream in) throws IOException {
    return buffer.read(bytes, in);
  }

  @Override
  public int read(InputStream in) throws IOException {
    return buffer.read(in);
  }

  @Override
  public HttpTransportMetrics getMetrics() {
    return buffer.getMetrics();
  }
}
