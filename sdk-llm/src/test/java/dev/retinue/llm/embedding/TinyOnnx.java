package dev.retinue.llm.embedding;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes a small ONNX model, field by field.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>
 */
final class TinyOnnx {
  static final int FLOAT = 1;
  static final int INT32 = 6;
  static final int INT64 = 7;

  private final List<byte[]> nodes = new ArrayList<>();
  private final List<byte[]> constants = new ArrayList<>();
  private final List<byte[]> inputs = new ArrayList<>();
  private final List<byte[]> outputs = new ArrayList<>();

  /** An input of shape [batch, length]. */
  TinyOnnx input(String name, int type) {
    inputs.add(value(name, type, 2));
    return this;
  }

  /** An output of floats, of a rank. */
  TinyOnnx output(String name, int rank) {
    outputs.add(value(name, FLOAT, rank));
    return this;
  }

  TinyOnnx node(String operator, List<String> from, String to) {
    return node(operator, from, to, node -> {});
  }

  /** The mean over the second axis, which goes. */
  TinyOnnx meanOverTokens(String from, String to) {
    return node(
        "ReduceMean",
        List.of(from),
        to,
        node -> {
          node.message(5, axes -> axes.text(1, "axes").number(8, 1).number(20, 7));
          node.message(5, keep -> keep.text(1, "keepdims").number(3, 0).number(20, 2));
        });
  }

  private TinyOnnx node(
      String operator, List<String> from, String to, Consumer<Message> attributes) {
    Message node = new Message();
    from.forEach(name -> node.text(1, name));
    node.text(2, to).text(4, operator);
    attributes.accept(node);
    nodes.add(node.bytes());
    return this;
  }

  /** A matrix as a constant. */
  TinyOnnx constant(String name, float[][] rows) {
    ByteBuffer raw =
        ByteBuffer.allocate(4 * rows.length * rows[0].length).order(ByteOrder.LITTLE_ENDIAN);
    for (float[] row : rows) {
      for (float number : row) {
        raw.putFloat(number);
      }
    }
    constants.add(
        new Message()
            .number(1, rows.length)
            .number(1, rows[0].length)
            .number(2, FLOAT)
            .text(8, name)
            .bytes(9, raw.array())
            .bytes());
    return this;
  }

  byte[] bytes() {
    Message graph = new Message();
    nodes.forEach(node -> graph.bytes(1, node));
    graph.text(2, "tiny");
    constants.forEach(constant -> graph.bytes(5, constant));
    inputs.forEach(input -> graph.bytes(11, input));
    outputs.forEach(output -> graph.bytes(12, output));
    return new Message()
        .number(1, 8)
        .bytes(7, graph.bytes())
        .message(8, operators -> operators.number(2, 13))
        .bytes();
  }

  private static byte[] value(String name, int type, int rank) {
    return new Message()
        .text(1, name)
        .message(
            2,
            kind ->
                kind.message(
                    1,
                    tensor -> {
                      tensor.number(1, type);
                      tensor.message(
                          2,
                          shape -> {
                            for (int i = 0; i < rank; i++) {
                              String size = name + i;
                              shape.message(1, dimension -> dimension.text(2, size));
                            }
                          });
                    }))
        .bytes();
  }

  /** Protocol Buffers' wire format: numbers as varints, everything else with its length. */
  private static final class Message {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Message number(int field, long number) {
      varint((long) field << 3);
      varint(number);
      return this;
    }

    Message text(int field, String text) {
      return bytes(field, text.getBytes(StandardCharsets.UTF_8));
    }

    Message message(int field, Consumer<Message> inner) {
      Message message = new Message();
      inner.accept(message);
      return bytes(field, message.bytes());
    }

    Message bytes(int field, byte[] bytes) {
      varint((long) field << 3 | 2);
      varint(bytes.length);
      out.writeBytes(bytes);
      return this;
    }

    byte[] bytes() {
      return out.toByteArray();
    }

    private void varint(long number) {
      long rest = number;
      while (rest >>> 7 != 0) {
        out.write((int) ((rest & 0x7F) | 0x80));
        rest >>>= 7;
      }
      out.write((int) rest);
    }
  }
}
