package dev.retinue.tools.general.programs;

import dev.retinue.tools.process.LimitHit;
import dev.retinue.tools.process.ProcessResult;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the model is told of a program that ran.
 *
 * @param exit its status; 128 and the number of the signal if it was killed
 * @param value what a script gave, as JSON
 * @param truncated whether something of the output was left out in the middle
 * @param limitHit time, memory, processes or file_size, if that ended it
 */
record RunAnswer(
    int exit,
    @Nullable String value,
    String stdout,
    String stderr,
    boolean truncated,
    @Nullable String limitHit,
    double seconds) {
  static RunAnswer of(ProcessResult result) {
    return of(result, null, result.limitHit());
  }

  static RunAnswer of(ProcessResult result, @Nullable String value, @Nullable LimitHit hit) {
    return new RunAnswer(
        result.exit(),
        value,
        result.output().text(),
        result.errors().text(),
        result.output().cut() || result.errors().cut(),
        hit == null ? null : hit.name().toLowerCase(Locale.ROOT),
        result.took().toMillis() / 1000.0);
  }
}
