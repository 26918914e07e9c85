package dev.retinue.collection;

/**
 * Where vectors can be compared: those of one model, of one length.
 *
 * @param model the id of the embedding model, any text that changes when its vectors change
 * @param dimensions how many numbers a vector has, 1 to {@value #MAX_DIMENSIONS}
 */
public record EmbeddingSpace(String model, int dimensions) {
  public static final int MAX_DIMENSIONS = 4096;

  public EmbeddingSpace {
    if (model.isBlank()) {
      throw new IllegalArgumentException(
          "an embedding space needs the id of its model, got \"" + model + "\"");
    }
    if (dimensions < 1 || dimensions > MAX_DIMENSIONS) {
      throw new IllegalArgumentException(
          "dimensions must be 1 to " + MAX_DIMENSIONS + ", got " + dimensions);
    }
  }

  @Override
  public String toString() {
    return "'" + model + "' (" + dimensions + " dimensions)";
  }
}
