package dev.retinue.testkit;

import dev.retinue.testkit.Cassette.Mode;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/** Gives a test its {@link Tape}, and ends it with the test. */
final class CassetteExtension
    implements ParameterResolver, AfterTestExecutionCallback, TestExecutionExceptionHandler {
  private static final Namespace NAMESPACE = Namespace.create(CassetteExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Tape.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return tape(context);
  }

  private static Tape tape(ExtensionContext context) {
    return context
        .getStore(NAMESPACE)
        .computeIfAbsent(Tape.class, type -> open(context), Tape.class);
  }

  private static Tape open(ExtensionContext context) {
    Cassette cassette = context.getRequiredTestMethod().getAnnotation(Cassette.class);
    if (!cassette.value().matches("[\\w-]+(/[\\w-]+)*")) {
      throw new IllegalArgumentException(
          "a cassette's name is of letters, digits, '-', '_' and '/', got '"
              + cassette.value()
              + "'");
    }
    Path folder = Path.of(System.getProperty("retinue.cassettes", "src/test/resources/cassettes"));
    return Tape.open(folder.resolve(cassette.value() + ".yaml"), mode(cassette));
  }

  private static Mode mode(Cassette cassette) {
    String forAll = System.getProperty("retinue.cassette");
    if (forAll == null) {
      return cassette.mode();
    }
    return switch (forAll.toLowerCase(Locale.ROOT)) {
      case "record" -> Mode.RECORD;
      case "replay" -> Mode.REPLAY;
      default ->
          throw new IllegalArgumentException(
              "the system property retinue.cassette is 'record' or 'replay', got '" + forAll + "'");
    };
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    if (context.getExecutionException().isEmpty()) {
      tape(context).end();
    }
  }

  /** What diverged is the reason of whatever the test saw of it. */
  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    AssertionError divergence = tape(context).divergence().orElse(null);
    if (divergence == null) {
      throw failure;
    }
    divergence.addSuppressed(failure);
    throw divergence;
  }
}
