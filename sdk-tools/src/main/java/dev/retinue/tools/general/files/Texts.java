package dev.retinue.tools.general.files;

import dev.retinue.tools.catalogue.Refused;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;

/** Text from bytes and back, refused where anything would be lost. */
final class Texts {
  private Texts() {}

  static Charset charset(String name) throws Refused {
    try {
      return Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw Refused.invalid(
          "there is no encoding '" + name + "'; usual are UTF-8, UTF-16, windows-1252, ISO-8859-1");
    }
  }

  static byte[] encode(String text, Charset charset) throws Refused {
    if (!charset.canEncode()) {
      throw Refused.invalid("the encoding '" + charset.name() + "' can only be read; use UTF-8");
    }
    CharsetEncoder encoder =
        charset
            .newEncoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    try {
      ByteBuffer bytes = encoder.encode(CharBuffer.wrap(text));
      byte[] exact = new byte[bytes.remaining()];
      bytes.get(exact);
      return exact;
    } catch (CharacterCodingException e) {
      String first =
          text.codePoints()
              .mapToObj(Character::toString)
              .filter(each -> !charset.newEncoder().canEncode(each))
              .findFirst()
              .orElse("?");
      throw Refused.invalid(
          "'" + first + "' is no character of " + charset.name() + "; leave it out, or use UTF-8");
    }
  }

  /**
   * @param path for the message
   */
  static String decode(String path, byte[] bytes, Content.Text content) throws Refused {
    try {
      return content
          .charset()
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes, content.mark(), bytes.length - content.mark()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new Refused(
          "BINARY",
          "'"
              + path
              + "' has bytes that are not "
              + content.charset().name()
              + ", which an edit would lose; write it anew with file_write");
    }
  }
}
