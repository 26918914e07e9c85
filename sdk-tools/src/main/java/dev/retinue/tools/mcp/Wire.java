package dev.retinue.tools.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retinue.tools.catalogue.Refused;

/** Carries messages to a server and back. Thread-safe. */
interface Wire {
  /** Is told what comes of it, on threads of the wire. */
  interface Listener {
    /** A message came. */
    void received(JsonNode message);

    /** There will be no answer to this request. */
    void failed(String request, Refused why);

    /**
     * Nothing can be sent or received any more.
     *
     * @param why as a clause: {@code "ended with exit code 1"}
     */
    void lost(String why);
  }

  /**
   * Connects.
   *
   * @throws Refused if that cannot be done
   */
  void open(Listener listener) throws Refused;

  /**
   * Sends a message, or sees to it that it is sent; does not wait.
   *
   * @param request its id if it is one, else empty
   */
  void send(String json, String request);

  /** Nobody waits for the answer to this request any more. */
  void abandon(String request);

  /** The version of the protocol that both sides speak. */
  void agreed(String version);

  /** What may explain that there was no answer, as a sentence to be added; empty if nothing is. */
  String hint();

  /** Ends it, with all that it started. Idempotent. */
  void close();
}
