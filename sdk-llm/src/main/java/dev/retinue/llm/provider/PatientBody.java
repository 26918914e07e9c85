package dev.retinue.llm.provider;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of a reply, read as it arrives; a server that sends nothing for too long is given up.
 * The timeout of the JDK's client ends with the headers. Read by one thread; may be closed by any.
 */
final class PatientBody extends InputStream implements BodySubscriber<InputStream> {
  /** What has arrived: pieces, or how it ended. */
  private sealed interface Arrival {
    record Pieces(List<ByteBuffer> buffers) implements Arrival {}

    record Ended(@Nullable Throwable why) implements Arrival {}
  }

  private final Duration patience;
  private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
  private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
  private List<ByteBuffer> current = List.of();
  private int next;
  private Arrival.@Nullable Ended end;

  PatientBody(Duration patience) {
    this.patience = patience;
  }

  @Override
  public CompletionStage<InputStream> getBody() {
    return CompletableFuture.completedStage(this);
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    if (subscription.complete(given)) {
      given.request(1);
    } else {
      given.cancel();
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    arrivals.add(new Arrival.Pieces(buffers));
  }

  @Override
  public void onError(Throwable error) {
    arrivals.add(new Arrival.Ended(error));
  }

  @Override
  public void onComplete() {
    arrivals.add(new Arrival.Ended(null));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (true) {
      while (next < current.size()) {
        ByteBuffer buffer = current.get(next);
        if (buffer.hasRemaining()) {
          int count = Math.min(length, buffer.remaining());
          buffer.get(bytes, offset, count);
          return count;
        }
        next++;
      }
      if (!more()) {
        return -1;
      }
    }
  }

  private boolean more() throws IOException {
    if (end == null) {
      switch (arrived()) {
        case Arrival.Pieces pieces -> {
          current = pieces.buffers();
          next = 0;
          subscription.getNow(null).request(1);
          return true;
        }
        case Arrival.Ended ended -> end = ended;
      }
    }
    if (end.why() != null) {
      throw new IOException(end.why().getMessage(), end.why());
    }
    return false;
  }

  private Arrival arrived() throws IOException {
    try {
      Arrival arrival = arrivals.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
      if (arrival == null) {
        close();
        throw new HttpTimeoutException("nothing came for " + patience);
      }
      return arrival;
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException("interrupted while reading");
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  @Override
  public void close() {
    Flow.Subscription given = subscription.getNow(null);
    if (given != null) {
      given.cancel();
    }
    arrivals.add(new Arrival.Ended(null));
  }
}
