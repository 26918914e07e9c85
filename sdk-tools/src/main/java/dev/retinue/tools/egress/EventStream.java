package dev.retinue.tools.egress;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * Is told of an answer of {@code text/event-stream} while it comes, within the bounds of the call.
 * Called by one thread of the guard after another.
 */
public interface EventStream {
  /**
   * A stream begins.
   *
   * @param headers of the answer, by name in whatever case
   */
  void begins(Map<String, List<String>> headers);

  /**
   * A part of the stream, cut anywhere.
   *
   * @param part decompressed; of no use after this returns
   * @return whether to go on; if not, the call ends well, with what came before
   */
  boolean received(ByteBuffer part);
}
