package dev.retinue.model;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * 128 bits over a sequence of messages, in constant time for each more: two polynomials over the
 * characters, modulo 2^64, with the multipliers of Knuth's MMIX and of L'Ecuyer's tables. For
 * telling that code has changed, not for defence.
 */
record Fingerprint(long high, long low) {
  static final Fingerprint EMPTY = new Fingerprint(0x9E3779B97F4A7C15L, 0xD1B54A32D192ED03L);
  private static final long HIGH = 6364136223846793005L;
  private static final long LOW = 3935559000370003845L;

  Fingerprint plus(ChatMessage message) {
    return switch (message) {
      case SystemMessage system -> plus('S').plus(system.text());
      case UserMessage user when user.hasSingleText() && user.name() == null ->
          plus('U').plus(user.singleText());
      case AiMessage answer when answer.attributes().isEmpty() && answer.images().isEmpty() ->
          plus(answer);
      case ToolExecutionResultMessage result when result.hasSingleText() ->
          plus('T').plus(result.id()).plus(result.toolName()).plus(result.text());
      default -> plus('X').plus(message.toString());
    };
  }

  private Fingerprint plus(AiMessage answer) {
    Fingerprint sum = plus('A').plus(answer.text()).plus(answer.thinking());
    for (ToolExecutionRequest call : answer.toolExecutionRequests()) {
      sum = sum.plus(call.id()).plus(call.name()).plus(call.arguments());
    }
    return sum;
  }

  private Fingerprint plus(int c) {
    return new Fingerprint(high * HIGH + c + 1, low * LOW + c + 1);
  }

  private Fingerprint plus(@Nullable String text) {
    if (text == null) {
      return plus(0x10000);
    }
    long h = high * HIGH + text.length();
    long l = low * LOW + text.length();
    for (int i = 0; i < text.length(); i++) {
      int c = text.charAt(i) + 1;
      h = h * HIGH + c;
      l = l * LOW + c;
    }
    return new Fingerprint(h, l);
  }

  @Override
  public String toString() {
    return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
  }
}
