package dev.retinue.llm.router;

import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.output.FinishReason;
import dev.retinue.model.LanguageModel;
import dev.retinue.model.Routing.Routed;
import dev.retinue.model.Tokens;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Answers to requests that were the same in every message, tool and parameter, of the same chain.
 * An answer that was cut is not kept. Thread-safe.
 */
final class ResponseCache {
  record Key(List<String> chain, ChatRequest request) {}

  private record Kept(Routed routed, long since) {}

  private final int most;
  private final long ageNanos;
  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by lock; in order of use.
  private final Map<Key, Kept> answers = new LinkedHashMap<>(16, 0.75f, true);

  ResponseCache(int most, Duration age) {
    if (most < 1 || !age.isPositive()) {
      throw new IllegalArgumentException(
          "a cache keeps some answers for some time, got " + most + ", " + age);
    }
    this.most = most;
    this.ageNanos = age.toNanos();
  }

  static Key key(List<LanguageModel> chain, ChatRequest request) {
    return new Key(chain.stream().map(LanguageModel::id).toList(), request);
  }

  /** What was answered before; it costs no tokens now. */
  Optional<Routed> find(Key key) {
    lock.lock();
    try {
      Kept kept = answers.get(key);
      if (kept == null) {
        return Optional.empty();
      }
      if (System.nanoTime() - kept.since > ageNanos) {
        answers.remove(key);
        return Optional.empty();
      }
      return Optional.of(new Routed(kept.routed.model(), kept.routed.response(), Tokens.NONE));
    } finally {
      lock.unlock();
    }
  }

  void keep(Key key, Routed routed) {
    FinishReason reason = routed.response().finishReason();
    if (reason != FinishReason.STOP && reason != FinishReason.TOOL_EXECUTION) {
      return;
    }
    lock.lock();
    try {
      answers.put(key, new Kept(routed, System.nanoTime()));
      if (answers.size() > most) {
        answers.remove(answers.keySet().iterator().next());
      }
    } finally {
      lock.unlock();
    }
  }
}
