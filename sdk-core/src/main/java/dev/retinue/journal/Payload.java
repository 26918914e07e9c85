package dev.retinue.journal;

import dev.retinue.json.RecordedForm;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value in its recorded form, encoded when the text is first asked for: a journal on the heap
 * never asks. Immutable and thread-safe; two are equal if their texts are.
 */
public final class Payload {
  private final @Nullable Object value;
  private final @Nullable Supplier<String> encoding;
  private volatile @Nullable String text;

  private Payload(
      @Nullable Object value, @Nullable Supplier<String> encoding, @Nullable String text) {
    this.value = value;
    this.encoding = encoding;
    this.text = text;
  }

  /**
   * A value that is immutable and equal to what is read from its recorded form, as this library's
   * own records are.
   */
  public static Payload of(Object value) {
    return new Payload(value, null, null);
  }

  /** What was recorded. */
  public static Payload recorded(String text) {
    return new Payload(null, null, text);
  }

  /** A text that may never be needed; the supplier gives the same one every time. */
  public static Payload later(Supplier<String> encoding) {
    return new Payload(null, encoding, null);
  }

  /** The recorded form. */
  public String text() {
    String known = text;
    if (known == null) {
      known = encoding != null ? encoding.get() : RecordedForm.write(Objects.requireNonNull(value));
      text = known;
    }
    return known;
  }

  /**
   * The value.
   *
   * @throws IllegalArgumentException if it is not the recorded form of that type
   */
  public <T> T as(Class<T> type) {
    return type.isInstance(value) ? type.cast(value) : RecordedForm.read(text(), type);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Payload that && (this == that || text().equals(that.text()));
  }

  @Override
  public int hashCode() {
    return text().hashCode();
  }

  @Override
  public String toString() {
    return text();
  }
}
