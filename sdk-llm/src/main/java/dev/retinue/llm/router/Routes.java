package dev.retinue.llm.router;

import dev.langchain4j.model.chat.request.ChatRequest;
import dev.retinue.llm.prompt.ContextWindow;
import dev.retinue.model.LanguageModel;
import dev.retinue.model.Models;
import dev.retinue.model.PriceTable;
import dev.retinue.model.Routing.Routed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What all calls share: the state of each model, the budget of retries, the cache. Thread-safe. */
final class Routes {
  private final Settings settings;
  private final RetryBudget retries;
  private final Map<String, Target> targets = new ConcurrentHashMap<>();
  private final List<Consumer<Target>> watchers = new CopyOnWriteArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by lock.
  private @Nullable PriceTable prices;

  Routes(Settings settings) {
    this.settings = settings;
    this.retries = new RetryBudget(settings.retriesPerCall, settings.retryReserve);
    this.prices = settings.prices;
  }

  Settings settings() {
    return settings;
  }

  RetryBudget retries() {
    return retries;
  }

  Target target(String id) {
    Target known = targets.get(id);
    return known != null ? known : targets.computeIfAbsent(id, this::made);
  }

  private Target made(String id) {
    Target made = new Target(id, settings.breaking, settings.gate(id));
    watchers.forEach(watcher -> watcher.accept(made));
    return made;
  }

  /** Tells of each target, and of those to come. */
  void forEach(Consumer<Target> watcher) {
    watchers.add(watcher);
    targets.values().forEach(watcher);
  }

  void forget(Consumer<Target> watcher) {
    watchers.remove(watcher);
  }

  /**
   * @param bounded whether the calling thread is interrupted when the call's time is over
   */
  Routed route(List<LanguageModel> chain, ChatRequest request, Models.Call call, boolean bounded)
      throws InterruptedException {
    ResponseCache cache = settings.cache;
    if (cache == null) {
      return new Course(this, chain, request, call, bounded).run();
    }
    ResponseCache.Key key = ResponseCache.key(chain, request);
    Optional<Routed> kept = cache.find(key);
    if (kept.isPresent()) {
      return kept.get();
    }
    Routed routed = new Course(this, chain, request, call, bounded).run();
    cache.keep(key, routed);
    return routed;
  }

  /** The request as this model can take it. */
  ChatRequest fitted(LanguageModel model, ChatRequest request) {
    int context = settings.contexts.getOrDefault(model.id(), model.traits().contextTokens());
    return settings.fits && context > 0
        ? ContextWindow.of(context, model.traits().promptTokens()).fit(request)
        : request;
  }

  List<ModelRecord> records() {
    PriceTable table = prices();
    List<ModelRecord> records = new ArrayList<>();
    targets.values().forEach(target -> records.add(target.record(table)));
    records.sort(Comparator.comparing(ModelRecord::model));
    return records;
  }

  /** Read on first use: a runtime that asks for no record need not have the published prices. */
  PriceTable prices() {
    lock.lock();
    try {
      if (prices == null) {
        prices = PriceTable.standard();
      }
      return prices;
    } finally {
      lock.unlock();
    }
  }
}
