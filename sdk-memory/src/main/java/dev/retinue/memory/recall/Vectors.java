package dev.retinue.memory.recall;

import dev.retinue.collection.Vector;

/** Sums of directions. */
final class Vectors {
  private Vectors() {}

  /** Both brought to length 1, the second times its share, the sum brought to length 1. */
  static Vector sum(Vector one, Vector other, double share) {
    float[] a = unit(one.toArray());
    float[] b = unit(other.toArray());
    for (int i = 0; i < a.length; i++) {
      a[i] += (float) share * b[i];
    }
    // Opposite directions leave none; the first is as good as any.
    return length(a) < 1e-6 ? one : Vector.of(unit(a));
  }

  private static float[] unit(float[] numbers) {
    double length = length(numbers);
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] /= (float) length;
    }
    return numbers;
  }

  private static double length(float[] numbers) {
    double squares = 0;
    for (float number : numbers) {
      squares += (double) number * number;
    }
    return Math.sqrt(squares);
  }
}
