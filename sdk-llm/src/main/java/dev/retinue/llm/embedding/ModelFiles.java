package dev.retinue.llm.embedding;

import dev.retinue.error.SetupException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An {@link OnnxModel} as it is opened: both its kinds, and the id of its vectors. */
record ModelFiles(OnnxModel model) {
  private static final String ARTIFACT = "com.microsoft.onnxruntime:onnxruntime";
  private static final int ID_DIGITS = 16;

  static ModelFiles of(OnnxModel model) {
    return new ModelFiles(model);
  }

  SentenceEncoder encoder() {
    WordPieces words = tokenizer();
    return new SentenceEncoder(
        session(words, SentenceEncoder::preference), words, model.window(), model.pooling());
  }

  /** Read first: its mistakes are told without loading the weights. */
  WordPieces tokenizer() {
    BgeSmall.requireOnnxruntime(ModelFiles.class.getClassLoader(), ARTIFACT);
    for (Path file : List.of(model.weights(), model.tokenizer())) {
      if (!Files.isRegularFile(file)) {
        throw new SetupException(
            file.toString(), "the model's file " + file + " does not exist or is not a file");
      }
    }
    return TokenizerFile.read(model.tokenizer());
  }

  OnnxSession session(WordPieces words, ToIntFunction<OnnxSession.Output> preference) {
    OnnxSession session =
        OnnxSession.open(
            model.weights().toString(),
            (environment, options) ->
                environment.createSession(model.weights().toString(), options),
            preference);
    boolean matches = false;
    try {
      session.check(words, model.window());
      matches = true;
      return session;
    } finally {
      if (!matches) {
        session.close();
      }
    }
  }

  /** Changes with whatever changes the vectors, and not with the place. */
  String id() {
    try {
      MessageDigest hash = MessageDigest.getInstance("SHA-256");
      // Weights beyond two gigabytes are in files whose names begin with the weights' own.
      String name = model.weights().getFileName().toString();
      List<Path> parts;
      try (Stream<Path> beside = Files.list(model.weights().toAbsolutePath().getParent())) {
        parts =
            beside
                .filter(file -> file.getFileName().toString().startsWith(name))
                .filter(Files::isRegularFile)
                .sorted()
                .toList();
      }
      for (Path part : parts) {
        add(part, hash);
      }
      add(model.tokenizer(), hash);
      hash.update(
          "%d\n%s\n%s"
              .formatted(model.window(), model.pooling(), model.instructions())
              .getBytes(StandardCharsets.UTF_8));
      return "onnx:" + HexFormat.of().formatHex(hash.digest()).substring(0, ID_DIGITS);
    } catch (IOException e) {
      throw unusable("cannot be read: " + e.getMessage(), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void add(Path file, MessageDigest hash) throws IOException {
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), hash)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
  }

  SetupException unusable(String why, @Nullable Throwable cause) {
    return new SetupException(
        model.weights().toString(), "the model " + model.weights() + " " + why, cause);
  }
}
