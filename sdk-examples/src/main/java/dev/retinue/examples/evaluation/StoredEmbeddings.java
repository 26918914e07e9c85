package dev.retinue.examples.evaluation;

import dev.retinue.embedding.Embeddings;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Embeddings kept in a file from one evaluation to the next: embedding takes minutes, all else
 * seconds. Thread-safe.
 */
final class StoredEmbeddings implements Embeddings {
  private final Embeddings model;
  private final @Nullable Path file;
  private final Map<String, float[]> known = new ConcurrentHashMap<>();

  /**
   * @param file null to keep them in memory only
   */
  StoredEmbeddings(Embeddings model, @Nullable Path file) throws IOException {
    this.model = model;
    this.file = file;
    if (file != null && Files.exists(file)) {
      read(file);
    }
  }

  private void read(Path stored) throws IOException {
    try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(stored)))) {
      if (!in.readUTF().equals(model.model())) {
        throw new IllegalArgumentException(
            stored + " holds vectors of another model than " + model.model() + "; delete it");
      }
      while (true) {
        byte[] key = in.readNBytes(in.readInt());
        float[] vector = new float[model.dimensions()];
        for (int i = 0; i < vector.length; i++) {
          vector[i] = in.readFloat();
        }
        known.put(new String(key, java.nio.charset.StandardCharsets.UTF_8), vector);
      }
    } catch (EOFException e) {
      // The end of the file; there is no count in front, so that it can be written as it grows.
      return;
    }
  }

  @Override
  public String model() {
    return model.model();
  }

  @Override
  public int dimensions() {
    return model.dimensions();
  }

  @Override
  public List<float[]> embed(List<String> texts, Use use) {
    Set<String> missing = new LinkedHashSet<>();
    for (String text : texts) {
      if (!known.containsKey(use + text)) {
        missing.add(text);
      }
    }
    List<String> asked = List.copyOf(missing);
    List<float[]> made = model.embed(asked, use);
    for (int i = 0; i < asked.size(); i++) {
      known.put(use + asked.get(i), made.get(i));
    }
    List<float[]> vectors = new ArrayList<>();
    texts.forEach(text -> vectors.add(known.get(use + text)));
    return vectors;
  }

  /** Writes them to the file, if there is one. */
  void store() throws IOException {
    if (file == null) {
      return;
    }
    try (var out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      out.writeUTF(model.model());
      for (var entry : known.entrySet()) {
        byte[] key = entry.getKey().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        out.writeInt(key.length);
        out.write(key);
        for (float number : entry.getValue()) {
          out.writeFloat(number);
        }
      }
    }
  }

  /** The model stays open: it outlives each of the runtimes that use it. */
  @Override
  public void close() {}
}
