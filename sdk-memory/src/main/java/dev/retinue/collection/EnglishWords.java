package dev.retinue.collection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/** The words of a text as a collection sees them: their stems, without stop words. Thread-safe. */
public final class EnglishWords implements AutoCloseable {
  private final EnglishText analysis = new EnglishText();

  /** In the order of the text; of a joined word the whole and its parts. */
  public List<String> of(String text) {
    List<String> words = new ArrayList<>();
    try (TokenStream stream = analysis.tokenStream("", text)) {
      CharTermAttribute word = stream.addAttribute(CharTermAttribute.class);
      stream.reset();
      while (stream.incrementToken()) {
        words.add(word.toString());
      }
      stream.end();
      return words;
    } catch (IOException e) {
      throw new UncheckedIOException("a text on the heap cannot fail to be read", e);
    }
  }

  @Override
  public void close() {
    analysis.close();
  }
}
