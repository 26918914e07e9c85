package dev.retinue.collection;

import java.util.Arrays;

/**
 * An embedding, as the caller's model made it. Immutable: the numbers are copied on the way in and
 * on the way out.
 *
 * <p>Vectors are compared by cosine, so their length carries no meaning, but it must not be zero.
 */
public final class Vector {
  private final float[] numbers;

  private Vector(float[] numbers) {
    this.numbers = numbers;
  }

  /**
   * The vector of these numbers.
   *
   * @throws IllegalArgumentException if there are no numbers, one is not finite, or the length of
   *     the vector is zero
   */
  public static Vector of(float... numbers) {
    if (numbers.length == 0) {
      throw new IllegalArgumentException("a vector needs at least one number");
    }
    double squares = 0;
    for (int i = 0; i < numbers.length; i++) {
      if (!Float.isFinite(numbers[i])) {
        throw new IllegalArgumentException(
            "a vector's numbers must be finite, got " + numbers[i] + " at " + i);
      }
      squares += (double) numbers[i] * numbers[i];
    }
    // Lucene computes the cosine in floats: a length that vanishes there would divide by zero.
    if ((float) squares == 0f || Double.isInfinite((float) squares)) {
      throw new IllegalArgumentException(
          "a vector's length must be neither zero nor beyond a float, got its square as "
              + squares);
    }
    return new Vector(numbers.clone());
  }

  public int dimensions() {
    return numbers.length;
  }

  /** A copy, free to be changed. */
  public float[] toArray() {
    return numbers.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Vector that && Arrays.equals(numbers, that.numbers);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(numbers);
  }

  @Override
  public String toString() {
    return "Vector[" + numbers.length + " dimensions]";
  }
}
