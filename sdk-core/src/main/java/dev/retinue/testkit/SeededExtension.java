package dev.retinue.testkit;

import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/** Gives generators to {@link Seeded} tests, and their seed to whoever reads the failure. */
final class SeededExtension implements ParameterResolver, TestExecutionExceptionHandler {
  private static final String PROPERTY = "retinue.seed";
  private static final Namespace NAMESPACE = Namespace.create(SeededExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == RandomGenerator.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    // Random, since the same seed must give the same numbers on every JDK.
    return new Random(seed(context));
  }

  private static long seed(ExtensionContext context) {
    return context
        .getStore(NAMESPACE)
        .computeIfAbsent(
            PROPERTY,
            key -> {
              String given = System.getProperty(PROPERTY);
              return given == null ? ThreadLocalRandom.current().nextLong() : Long.parseLong(given);
            },
            Long.class);
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    if (failure instanceof TestAbortedException) {
      throw failure;
    }
    throw new AssertionError(
        failure.getMessage() + "\nRepeat with -D" + PROPERTY + "=" + seed(context), failure);
  }
}
