package dev.retinue.examples.durable;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.retinue.effect.AccessClass;
import dev.retinue.effect.EffectClass;
import dev.retinue.effect.ToolResult;
import dev.retinue.tool.Tool;
import dev.retinue.tool.ToolContext;
import dev.retinue.tool.ToolTraits;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;

/**
 * A tool that does something in the world, slowly, and leaves it in the ledger.
 *
 * @param kind what it does
 * @param ledger where it leaves it
 * @param out where it says so
 */
record Errand(Kind kind, Ledger ledger, PrintStream out) implements Tool {
  private static final long BEFORE_MILLIS = 150;

  /** Its arguments. */
  record Order(String what) {}

  /** What there is to do. */
  enum Kind {
    /** Doing it twice is doing it once: the key tells. */
    RESERVE("reserves", EffectClass.IDEMPOTENT, AccessClass.WRITE, 50),
    /** The supplier can be asked what was ordered under a key, and is slow to confirm. */
    ORDER("orders", EffectClass.QUERYABLE, AccessClass.WRITE, 1_500),
    /** Nobody can tell afterwards: never done again unseen. */
    NOTIFY("notifies", EffectClass.UNSAFE, AccessClass.PUBLISH, 50),
    /** The same, and a person is asked first. */
    PAY("pays", EffectClass.UNSAFE, AccessClass.SPEND, 50);

    private final String verb;
    private final EffectClass effectClass;
    private final AccessClass access;
    private final long confirmMillis;

    Kind(String verb, EffectClass effectClass, AccessClass access, long confirmMillis) {
      this.verb = verb;
      this.effectClass = effectClass;
      this.access = access;
      this.confirmMillis = confirmMillis;
    }

    String tool() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  @Override
  public ToolSpecification specification() {
    return ToolSpecification.builder()
        .name(kind.tool())
        .description("What it " + kind.verb)
        .parameters(JsonObjectSchema.builder().addStringProperty("what").required("what").build())
        .build();
  }

  @Override
  public ToolTraits traits() {
    return ToolTraits.touching(kind.access)
        .withEffectClass(kind.effectClass)
        .withConcurrent(kind != Kind.NOTIFY);
  }

  @Override
  public ToolResult call(ObjectNode arguments, ToolContext context)
      throws IOException, InterruptedException {
    String what = arguments.get("what").asText();
    Thread.sleep(BEFORE_MILLIS);
    ledger.write(new Ledger.Entry(context.idempotencyKey(), kind.tool(), what));
    out.println("the agent " + kind.verb + " " + what);
    Thread.sleep(kind.confirmMillis);
    return new ToolResult.Ok("done: " + what);
  }

  @Override
  public Optional<ToolResult> probe(String key, ToolContext context) throws IOException {
    Optional<Ledger.Entry> ordered = ledger.find(key);
    ordered.ifPresentOrElse(
        entry ->
            out.println(
                "in doubt: was it ordered? The supplier is asked by the key, and says that it has"
                    + " the order: "
                    + entry.what()
                    + ". It is not ordered again."),
        () ->
            out.println(
                "in doubt: was it ordered? The supplier is asked by the key, and knows nothing of"
                    + " it."));
    return ordered.map(entry -> new ToolResult.Ok("done: " + entry.what()));
  }
}
