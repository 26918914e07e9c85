package dev.retinue.llm.router;

import dev.retinue.model.ModelException.Kind;
import dev.retinue.model.Tokens;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts how a model does. Thread-safe. */
final class Ledger {
  final LongAdder attempts = new LongAdder();
  final Latencies answerTime = new Latencies();
  final Latencies firstToken = new Latencies();
  private final LongAdder input = new LongAdder();
  private final LongAdder output = new LongAdder();
  private final LongAdder cached = new LongAdder();
  private final LongAdder written = new LongAdder();
  private final Map<Kind, LongAdder> errors = new EnumMap<>(Kind.class);

  Ledger() {
    for (Kind kind : Kind.values()) {
      errors.put(kind, new LongAdder());
    }
  }

  void answered(long nanos, long firstTokenNanos, Tokens tokens) {
    attempts.increment();
    answerTime.add(nanos);
    if (firstTokenNanos > 0) {
      firstToken.add(firstTokenNanos);
    }
    input.add(tokens.input());
    output.add(tokens.output());
    cached.add(tokens.cached());
    written.add(tokens.written());
  }

  void failed(Kind kind) {
    attempts.increment();
    errors(kind).increment();
  }

  private LongAdder errors(Kind kind) {
    return java.util.Objects.requireNonNull(errors.get(kind));
  }

  long count(Kind kind) {
    return errors(kind).sum();
  }

  Map<Kind, Long> errors() {
    Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      if (count(kind) > 0) {
        counts.put(kind, count(kind));
      }
    }
    return Map.copyOf(counts);
  }

  Tokens tokens() {
    return new Tokens(input.sum(), output.sum(), cached.sum(), written.sum());
  }
}
