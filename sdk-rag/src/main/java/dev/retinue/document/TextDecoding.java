package dev.retinue.document;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mozilla.universalchardet.UniversalDetector;

/**
 * Bytes to text where no format says how: a byte order mark decides, else UTF-8 if the bytes are
 * valid UTF-8, else what the frequencies of their characters speak for, else windows-1252, which
 * any bytes are.
 */
public final class TextDecoding {
  private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

  private static final Charset WINDOWS_31J = Charset.forName("windows-31j");

  /** Charsets of several bytes a character, which are told by their form. */
  private static final Pattern EAST_ASIAN =
      Pattern.compile("(?i)(?:SHIFT_JIS|EUC-.*|BIG5.*|GB.*|HZ-.*|ISO-2022-.*)");

  /** Of one byte a character nothing can be told before so many beyond ASCII. */
  private static final int ENOUGH = 300;

  private static final int LOOKED_AT = 1 << 20;

  private TextDecoding() {}

  public static String decode(byte[] bytes) {
    Charset marked = byteOrderMark(bytes);
    if (marked != null) {
      String text = new String(bytes, marked);
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
    return new String(bytes, guess(bytes));
  }

  /** What to read bytes as that carry no mark and name no charset. */
  public static Charset guess(byte[] bytes) {
    if (isUtf8(bytes)) {
      return StandardCharsets.UTF_8;
    }
    int beyondAscii = 0;
    int looked = Math.min(bytes.length, LOOKED_AT);
    for (int i = 0; i < looked; i++) {
      beyondAscii += bytes[i] < 0 ? 1 : 0;
    }
    UniversalDetector detector = new UniversalDetector();
    detector.handleData(bytes, 0, looked);
    detector.dataEnd();
    String found = detector.getDetectedCharset();
    boolean told =
        found != null
            && Charset.isSupported(found)
            && (EAST_ASIAN.matcher(found).matches() || beyondAscii >= ENOUGH);
    if (told) {
      // Microsoft's Shift_JIS has all of the standard's characters, and those that are used.
      return Charset.forName(found.equalsIgnoreCase("SHIFT_JIS") ? WINDOWS_31J.name() : found);
    }
    // Western texts have a letter beyond ASCII here and there, Japanese ones little else.
    boolean dense = beyondAscii * 5 > bytes.length;
    return dense && isOf(WINDOWS_31J, bytes) ? WINDOWS_31J : WINDOWS_1252;
  }

  public static @Nullable Charset byteOrderMark(byte[] bytes) {
    if (bytes.length >= 3 && at(bytes, 0) == 0xEF && at(bytes, 1) == 0xBB && at(bytes, 2) == 0xBF) {
      return StandardCharsets.UTF_8;
    }
    if (bytes.length >= 2 && at(bytes, 0) == 0xFE && at(bytes, 1) == 0xFF) {
      return StandardCharsets.UTF_16BE;
    }
    if (bytes.length >= 2 && at(bytes, 0) == 0xFF && at(bytes, 1) == 0xFE) {
      return StandardCharsets.UTF_16LE;
    }
    return null;
  }

  /** Whether the first 8 KiB hold a zero byte or many controls, and no mark says it is UTF-16. */
  public static boolean looksBinary(byte[] bytes) {
    if (byteOrderMark(bytes) != null) {
      return false;
    }
    int length = Math.min(bytes.length, 8192);
    int controls = 0;
    for (int i = 0; i < length; i++) {
      int b = at(bytes, i);
      if (b == 0) {
        return true;
      }
      if (b < 0x20 && b != '\t' && b != '\n' && b != '\r' && b != '\f' && b != 0x1B) {
        controls++;
      }
    }
    return controls * 20 > length;
  }

  private static boolean isUtf8(byte[] bytes) {
    return isOf(StandardCharsets.UTF_8, bytes);
  }

  private static boolean isOf(Charset charset, byte[] bytes) {
    try {
      charset
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static int at(byte[] bytes, int index) {
    return bytes[index] & 0xFF;
  }
}
