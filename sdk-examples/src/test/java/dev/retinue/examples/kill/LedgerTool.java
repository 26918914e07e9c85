package dev.retinue.examples.kill;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.retinue.effect.AccessClass;
import dev.retinue.effect.EffectClass;
import dev.retinue.effect.ToolResult;
import dev.retinue.tool.Tool;
import dev.retinue.tool.ToolContext;
import dev.retinue.tool.ToolTraits;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * A tool of each effect class, which leaves a line in the log, and is slow enough before and after
 * it to be killed there.
 */
final class LedgerTool implements Tool {
  /** The tools. */
  enum Kind {
    PURE,
    IDEMPOTENT,
    TRANSACTIONAL,
    QUERYABLE,
    UNSAFE;

    String tool() {
      return "do_" + name().toLowerCase(Locale.ROOT);
    }
  }

  private final Kind kind;
  private final WorkLog log;

  LedgerTool(Kind kind, WorkLog log) {
    this.kind = kind;
    this.log = log;
  }

  static String did(String what) {
    return "did " + what;
  }

  @Override
  public ToolSpecification specification() {
    return ToolSpecification.builder()
        .name(kind.tool())
        .description("Leaves a line in the ledger")
        .parameters(JsonObjectSchema.builder().addStringProperty("what").required("what").build())
        .build();
  }

  @Override
  public ToolTraits traits() {
    return ToolTraits.touching(AccessClass.WRITE)
        .withEffectClass(EffectClass.valueOf(kind.name()))
        .withConcurrent(true);
  }

  @Override
  public ToolResult call(ObjectNode arguments, ToolContext context) {
    String what = arguments.get("what").asText();
    String key = context.idempotencyKey();
    String run = context.scope().run();
    take();
    if (kind == Kind.TRANSACTIONAL) {
      if (!log.appendUnlessRan(key, run, kind.tool(), what)) {
        log.append(WorkLog.Kind.FOUND, key, "transaction");
      }
    } else {
      log.append(WorkLog.Kind.RAN, key, run, kind.tool(), what);
    }
    take();
    return new ToolResult.Ok(did(what));
  }

  /** Only a queryable tool is asked. */
  @Override
  public Optional<ToolResult> probe(String key, ToolContext context) {
    return log.of(WorkLog.Kind.RAN).stream()
        .filter(line -> line.word(0).equals(key))
        .map(line -> line.word(3))
        .findFirst()
        .map(what -> {
          log.append(WorkLog.Kind.FOUND, key, "probe");
          return new ToolResult.Ok(did(what));
        });
  }

  /** Takes a while, as a call over a network would. */
  static void take() {
    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(2_000_000));
  }
}
