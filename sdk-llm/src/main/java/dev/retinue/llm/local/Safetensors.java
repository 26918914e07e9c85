package dev.retinue.llm.local;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retinue.json.Json;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What a model's weights are said to be, read from the heads of its files: a truncated file or a
 * tensor of another shape is found before the engine maps anything, since it would read beyond.
 *
 * @see <a href="https://github.com/huggingface/safetensors#format">safetensors</a>
 */
final class Safetensors {
  static final String SINGLE = "model.safetensors";
  static final String INDEX = "model.safetensors.index.json";

  /** Where the engine stops reading a head. */
  private static final int LONGEST_HEAD = 1 << 20;

  /** Bits of one number, for the types that the engine computes with. */
  private static final Map<String, Integer> BITS =
      Map.of("F32", 32, "F16", 16, "BF16", 16, "Q4", 4);

  private record Tensor(String type, List<Integer> shape) {}

  private final Map<String, Tensor> tensors;

  private Safetensors(Map<String, Tensor> tensors) {
    this.tensors = tensors;
  }

  /**
   * @throws IllegalArgumentException if a file is damaged; the message says which and how
   */
  static Safetensors read(Path folder) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (String file : files(folder)) {
      if (!Files.isRegularFile(folder.resolve(file))) {
        throw new IllegalArgumentException("it has no " + file + ", which holds weights");
      }
      read(folder.resolve(file), tensors);
    }
    return new Safetensors(tensors);
  }

  private static Iterable<String> files(Path folder) throws IOException {
    if (!Files.exists(folder.resolve(INDEX))) {
      return List.of(SINGLE);
    }
    TreeSet<String> files = new TreeSet<>();
    Json.tree(Files.readString(folder.resolve(INDEX)))
        .path("weight_map")
        .forEach(file -> files.add(file.asText()));
    if (files.isEmpty()) {
      throw new IllegalArgumentException("its " + INDEX + " names no files");
    }
    return files;
  }

  private static void read(Path file, Map<String, Tensor> tensors) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      long length = bytes(channel, 0, Long.BYTES).getLong();
      if (length < 2 || length > LONGEST_HEAD - Long.BYTES) {
        throw damaged(file, "its head is said to be of " + length + " bytes");
      }
      JsonNode head = head(file, bytes(channel, Long.BYTES, (int) length));
      long data = channel.size() - Long.BYTES - length;
      for (var each : head.properties()) {
        if (!each.getKey().equals("__metadata__")) {
          tensors.put(each.getKey(), tensor(file, each.getKey(), each.getValue(), data));
        }
      }
    } catch (EOFException e) {
      throw damaged(file, "it ends within its head");
    }
  }

  private static JsonNode head(Path file, ByteBuffer bytes) {
    try {
      return Json.tree(StandardCharsets.UTF_8.decode(bytes).toString());
    } catch (IllegalArgumentException e) {
      throw damaged(file, "its head is not JSON: " + e.getMessage());
    }
  }

  private static ByteBuffer bytes(FileChannel channel, long from, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, from + bytes.position()) < 0) {
        throw new EOFException();
      }
    }
    return bytes.flip();
  }

  private static Tensor tensor(Path file, String name, JsonNode entry, long data) {
    String type = entry.path("dtype").asText();
    Integer bits = BITS.get(type);
    if (bits == null) {
      throw new IllegalArgumentException(
          "tensor '"
              + name
              + "' in "
              + file.getFileName()
              + " is of type '"
              + type
              + "', which is not supported; F32, BF16, F16 and Jlama's Q4 are");
    }
    List<Integer> shape = new ArrayList<>();
    long numbers = 1;
    for (JsonNode each : entry.path("shape")) {
      shape.add(each.intValue());
      numbers *= Math.max(0, each.intValue());
    }
    long from = entry.path("data_offsets").path(0).asLong(-1);
    long to = entry.path("data_offsets").path(1).asLong(-1);
    if (from < 0 || to - from != numbers * bits / Byte.SIZE) {
      throw damaged(
          file, "tensor '" + name + "' of shape " + shape + " does not fill " + from + " to " + to);
    }
    if (to > data) {
      throw damaged(
          file, "tensor '" + name + "' ends at byte " + to + " of " + data + "; it was cut");
    }
    return new Tensor(type, List.copyOf(shape));
  }

  private static IllegalArgumentException damaged(Path file, String how) {
    return new IllegalArgumentException(
        file.getFileName() + " is damaged: " + how + "; fetch it again");
  }

  /**
   * @throws IllegalArgumentException if a tensor is missing, or of another shape
   */
  void check(List<Architecture.Weight> wanted) {
    for (Architecture.Weight weight : wanted) {
      Tensor tensor = tensors.get(weight.name());
      if (tensor == null) {
        throw new IllegalArgumentException("its weights lack the tensor '" + weight.name() + "'");
      }
      // Jlama writes a vector as a matrix of one row.
      boolean vector = weight.shape().size() == 1 && tensor.shape().size() == 2;
      List<Integer> shape =
          vector && tensor.shape().getFirst() == 1 ? tensor.shape().subList(1, 2) : tensor.shape();
      if (!shape.equals(weight.shape())) {
        throw new IllegalArgumentException(
            "tensor '"
                + weight.name()
                + "' has the shape "
                + tensor.shape()
                + ", but config.json asks for "
                + weight.shape());
      }
    }
  }
}
