package dev.retinue.llm.local;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/**
 * An answer as it is written: tokens become text, and text is told as soon as it can neither be the
 * half of a character, nor the beginning of a stop sequence, nor a call of a tool. Confined to one
 * thread.
 */
final class Transcript {
  private final BytePairs words;
  private final List<String> stops;
  private final boolean calls;
  private final Consumer<String> pieces;
  private final List<String> watched;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private final StringBuilder text = new StringBuilder();
  private byte[] half = new byte[0];
  private int told;
  private boolean begun;

  /**
   * @param calls whether what looks like a call of a tool is kept back
   * @param pieces is told the text in pieces
   */
  Transcript(BytePairs words, Collection<String> stops, boolean calls, Consumer<String> pieces) {
    this.words = words;
    this.stops = List.copyOf(stops);
    this.calls = calls;
    this.pieces = pieces;
    this.watched = new ArrayList<>(stops);
    if (calls) {
      watched.addAll(ToolCalls.OPENERS);
    }
  }

  /** Whether a stop sequence ends the answer here; it is not part of it. */
  boolean add(int token) {
    String mark = words.text(token);
    append(
        calls && ToolCalls.reads(mark) ? mark.getBytes(StandardCharsets.UTF_8) : words.bytes(token),
        false);
    int stop = stop();
    if (stop >= 0) {
      text.setLength(stop);
    }
    tell(stop >= 0 ? text.length() : certain());
    return stop >= 0;
  }

  /** The whole answer, when nothing follows. */
  String end() {
    append(new byte[0], true);
    tell(text.length());
    return text.toString();
  }

  /** Tells what was kept back but is no call. */
  void tellRest() {
    if (told < text.length()) {
      pieces.accept(text.substring(told));
      told = text.length();
    }
  }

  private void append(byte[] more, boolean last) {
    ByteBuffer bytes = ByteBuffer.allocate(half.length + more.length).put(half).put(more).flip();
    CharBuffer characters = CharBuffer.allocate(bytes.remaining() + 1);
    decoder.decode(bytes, characters, last);
    half = new byte[bytes.remaining()];
    bytes.get(half);
    characters.flip();
    if (characters.hasRemaining() && !begun) {
      begun = true;
      if (words.spacesFirst() && characters.get(0) == ' ') {
        characters.get();
      }
    }
    text.append(characters);
  }

  private int stop() {
    return stops.stream().mapToInt(text::indexOf).filter(at -> at >= 0).min().orElse(-1);
  }

  private int certain() {
    int end = text.length();
    for (String each : watched) {
      for (int from = Math.max(told, text.length() - each.length() + 1); from < end; from++) {
        if (each.startsWith(text.substring(from))) {
          end = from;
        }
      }
    }
    return end;
  }

  private void tell(int end) {
    int until = calls ? Math.min(end, firstCall()) : end;
    if (until > told) {
      pieces.accept(text.substring(told, until));
      told = until;
    }
  }

  private int firstCall() {
    String begun = text.toString().stripLeading();
    if (begun.startsWith("{") || begun.startsWith("[")) {
      return told;
    }
    return ToolCalls.OPENERS.stream()
        .mapToInt(text::indexOf)
        .filter(at -> at >= 0)
        .min()
        .orElse(text.length());
  }
}
