package dev.retinue.llm.local;

import dev.retinue.definition.ModelDefinition;
import dev.retinue.error.NearestName;
import dev.retinue.error.SetupException;
import dev.retinue.model.LanguageModel;
import dev.retinue.model.ModelProvider;
import dev.retinue.model.ModelTraits;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * {@code jlama:<folder>}: a model that runs in this process, on the CPU, from a folder of files as
 * Hugging Face publishes them: {@code config.json}, {@code tokenizer.json}, {@code
 * tokenizer_config.json} and {@code model.safetensors}, whole or in parts. Architectures: Llama,
 * Mistral, Qwen 2. Nothing is ever fetched.
 *
 * <p>A name that is no absolute path is a folder within the secret or environment variable {@code
 * JLAMA_MODELS}. {@code JLAMA_CONTEXT_LENGTH} is the most tokens of prompt and answer together,
 * 8192 unless said, and no more than the model was made for. {@code JLAMA_SEED} makes sampled
 * answers repeatable. Without a temperature in the definition the model's own is used, else 0.
 *
 * <p>Needs {@code com.github.tjake:jlama-core} and {@code com.hubspot.jinjava:jinjava}, and a JVM
 * started with {@code --add-modules jdk.incubator.vector}. Opening reads all but the weights, whose
 * files it measures; the first answer maps them. Definitions that name one folder share one model,
 * which answers one after another. Thread-safe.
 *
 * @see <a href="https://github.com/tjake/Jlama">Jlama</a>
 */
public final class JlamaProvider implements ModelProvider {
  static final String MODELS = "JLAMA_MODELS";
  static final String CONTEXT = "JLAMA_CONTEXT_LENGTH";
  static final String SEED = "JLAMA_SEED";
  private static final int USUAL_CONTEXT = 8_192;
  private static final int USUAL_ANSWER = 2_048;
  private static final String VECTORS = "jdk.incubator.vector";

  private final Map<Path, LoadedModel> loaded = new HashMap<>();
  private final ReentrantLock lock = new ReentrantLock();

  @Override
  public String name() {
    return "jlama";
  }

  @Override
  public LanguageModel open(ModelDefinition definition, Environment environment) {
    needsEngine(definition, ModuleLayer.boot(), JlamaProvider.class.getClassLoader());
    if (!definition.baseUrl().isBlank()) {
      throw new SetupException(
          "base_url",
          "model '" + definition.reference() + "' runs in this process and takes no base_url");
    }
    int context = number(environment, CONTEXT, USUAL_CONTEXT);
    LoadedModel model = model(definition, folder(definition, environment), context);
    var answering =
        new Answering(
            definition.reference(),
            model,
            model.folder().sampling().withTemperature(definition.temperature()),
            Objects.requireNonNullElse(definition.maxTokens(), USUAL_ANSWER),
            seeds(environment));
    return new LanguageModel(
        definition.reference(),
        new LocalChatModel(answering),
        new LocalStreamingModel(answering),
        new ModelTraits(LocalUsage::tokens, answering::promptTokens, model.context(), () -> {}));
  }

  /**
   * @throws SetupException if the engine or what it needs of the JVM is missing
   */
  static void needsEngine(ModelDefinition definition, ModuleLayer modules, ClassLoader loader) {
    needs(definition, "com.github.tjake:jlama-core", "com.github.tjake.jlama.util.Pair", loader);
    needs(definition, "com.hubspot.jinjava:jinjava", "com.hubspot.jinjava.Jinjava", loader);
    if (modules.findModule(VECTORS).isEmpty()) {
      throw new SetupException(
          VECTORS,
          "model '"
              + definition.reference()
              + "' needs the JVM's vector module: start it with --add-modules "
              + VECTORS);
    }
  }

  private static void needs(
      ModelDefinition definition, String artifact, String type, ClassLoader loader) {
    try {
      Class.forName(type, false, loader);
    } catch (ClassNotFoundException e) {
      throw new SetupException(
          artifact,
          "model '"
              + definition.reference()
              + "' needs "
              + artifact
              + " on the class path: add it, in the version that retinue-parent manages",
          e);
    } catch (UnsupportedClassVersionError e) {
      throw new SetupException(
          artifact,
          "model '"
              + definition.reference()
              + "' needs a newer Java than "
              + Runtime.version().feature()
              + " for "
              + artifact
              + ": "
              + e.getMessage(),
          e);
    }
  }

  private static Path folder(ModelDefinition definition, Environment environment) {
    String given = environment.secret(MODELS).map(String::strip).orElse("");
    try {
      Path named = Path.of(definition.model());
      if (named.isAbsolute()) {
        return named.normalize();
      }
      if (given.isEmpty()) {
        throw new SetupException(
            MODELS,
            "model '"
                + definition.reference()
                + "' is no absolute path: give one, or set the environment variable "
                + MODELS
                + " or builder().secret(\""
                + MODELS
                + "\", folder) to the folder that holds '"
                + definition.model()
                + "'");
      }
      Path models = Path.of(given).toAbsolutePath();
      Path folder = models.resolve(named).normalize();
      if (!Files.isDirectory(folder)) {
        throw new SetupException(
            folder.toString(),
            "model '"
                + definition.reference()
                + "' is not in "
                + models
                + hint(definition, models));
      }
      return folder;
    } catch (InvalidPathException e) {
      throw new SetupException(
          definition.model(),
          "model '" + definition.reference() + "' is no path: " + e.getMessage(),
          e);
    }
  }

  private static String hint(ModelDefinition definition, Path models) {
    TreeSet<String> names = new TreeSet<>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(models, Files::isDirectory)) {
      folders.forEach(each -> names.add(each.getFileName().toString()));
    } catch (IOException e) {
      return ", which cannot be read: " + e;
    }
    return NearestName.hint(definition.model(), names);
  }

  private LoadedModel model(ModelDefinition definition, Path folder, int context) {
    lock.lock();
    try {
      LoadedModel known = loaded.get(folder);
      if (known == null) {
        ModelFolder read = ModelFolder.read(definition.reference(), folder);
        known = new LoadedModel(read, Math.min(context, read.architecture().positions()));
        loaded.put(folder, known);
      }
      return known;
    } finally {
      lock.unlock();
    }
  }

  private static LongSupplier seeds(Environment environment) {
    String value = environment.secret(SEED).map(String::strip).orElse("");
    if (value.isEmpty()) {
      return new SecureRandom()::nextLong;
    }
    if (!value.matches("-?\\d{1,18}")) {
      throw new SetupException(SEED, SEED + " must be a whole number, got '" + value + "'");
    }
    long seed = Long.parseLong(value);
    return () -> seed;
  }

  private static int number(Environment environment, String name, int usual) {
    String value = environment.secret(name).map(String::strip).orElse(String.valueOf(usual));
    if (!value.matches("\\d{1,8}") || Integer.parseInt(value) < 1) {
      throw new SetupException(
          name, name + " must be a number of tokens such as " + usual + ", got '" + value + "'");
    }
    return Integer.parseInt(value);
  }

  @Override
  public void close() {
    lock.lock();
    try {
      loaded.values().forEach(LoadedModel::close);
      loaded.clear();
    } finally {
      lock.unlock();
    }
  }
}
