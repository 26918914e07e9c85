package dev.retinue.testkit;

import dev.retinue.effect.Effect;
import dev.retinue.effect.EffectException;
import dev.retinue.identity.Address;
import dev.retinue.identity.RunScope;
import dev.retinue.json.Json;
import dev.retinue.json.RecordedForm;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An effect of a cassette.
 *
 * @param effect its kind
 * @param request what it asks, see {@link TapeRequest}
 * @param gives what came of it; null if it failed
 * @param fails the kind and the message of its failure; null if it did not fail
 * @param line where it stands in the file, from 1
 */
record TapeEntry(
    Address address,
    String effect,
    Map<String, Object> request,
    @Nullable Object gives,
    @Nullable Map<String, Object> fails,
    int line) {
  static TapeEntry result(
      RunScope scope, Address address, Effect<?> effect, Object result, Redaction redaction) {
    Object tree = Json.read(RecordedForm.write(result), Object.class);
    return new TapeEntry(
        address,
        effect.getClass().getSimpleName(),
        TapeRequest.of(scope, effect, redaction),
        redaction.tree(scope, tree),
        null,
        0);
  }

  static TapeEntry failure(
      RunScope scope,
      Address address,
      Effect<?> effect,
      EffectException failure,
      Redaction redaction) {
    Map<String, Object> fails = new LinkedHashMap<>();
    fails.put("kind", failure.kind());
    fails.put("message", redaction.text(scope, String.valueOf(failure.getMessage())));
    return new TapeEntry(
        address,
        effect.getClass().getSimpleName(),
        TapeRequest.of(scope, effect, redaction),
        null,
        fails,
        0);
  }

  Object answer(RunScope scope, Effect<?> asked, Redaction redaction) {
    if (fails != null) {
      throw new EffectException(
          scope.run(),
          address,
          String.valueOf(fails.get("kind")),
          redaction.back(scope, String.valueOf(fails.get("message"))),
          null);
    }
    Object tree = redaction.treeBack(scope, Objects.requireNonNull(gives));
    return RecordedForm.read(Json.write(tree), asked.resultType());
  }
}
