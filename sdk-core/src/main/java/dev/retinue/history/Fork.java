package dev.retinue.history;

import dev.retinue.budget.Cost;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.effect.Effect;
import dev.retinue.identity.Address;
import dev.retinue.journal.JournalRecord;
import dev.retinue.journal.Payload;
import dev.retinue.journal.Permitted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A fork that can be started: everything has been checked. Immutable. */
public final class Fork {
  private final RunHistory origin;
  private final Address at;
  private final Variation variation;
  private final AgentDefinition definition;
  private final Map<Address, Effect<?>> asked;

  Fork(
      RunHistory origin,
      Address at,
      Variation variation,
      AgentDefinition definition,
      Map<Address, Effect<?>> asked) {
    this.origin = origin;
    this.at = at;
    this.variation = variation;
    this.definition = definition;
    this.asked = Map.copyOf(asked);
  }

  /** The run that is forked. */
  public RunHistory origin() {
    return origin;
  }

  /** The step at which it forks. */
  public Address at() {
    return at;
  }

  public Variation variation() {
    return variation;
  }

  /** The definition under which the fork runs. */
  public AgentDefinition definition() {
    return definition;
  }

  /** The task of the fork. */
  public String input() {
    return Objects.requireNonNullElse(variation.input(), origin.asked().input());
  }

  /** Whether the forked run knew the effect at this address by the time of the fork. */
  public boolean shares(Address address) {
    return shares(address, at);
  }

  /** The same for any fork at an address. */
  public static boolean shares(Address address, Address at) {
    int step = step(address);
    return step < step(at) || (step == step(at) && !isOf(address, at));
  }

  private static boolean isOf(Address address, Address of) {
    return address.equals(of) || address.isBelow(of);
  }

  static int step(Address address) {
    return Integer.parseInt(address.path().substring(0, address.path().indexOf('.')));
  }

  /**
   * The records that the fork begins with: those of the shared steps, asking what the fork asks and
   * costing it nothing, and the result that is different.
   *
   * @param run id of the new run
   * @param now when it begins
   */
  public List<JournalRecord> prefix(String run, Instant now) {
    List<JournalRecord> prefix = new ArrayList<>();
    for (JournalRecord record : origin.records()) {
      JournalRecord shared = shared(record, run, now);
      if (shared != null) {
        prefix.add(shared);
      }
    }
    variation
        .instead()
        .ifPresent(result ->
            prefix.add(
                new JournalRecord.Result(
                    run,
                    at,
                    Objects.requireNonNull(asked.get(at)).getClass().getSimpleName(),
                    new Permitted(request(at, Payload.recorded("")), "fork"),
                    Payload.of(result),
                    Cost.NOTHING,
                    now)));
    return prefix;
  }

  private @Nullable JournalRecord shared(JournalRecord record, String run, Instant now) {
    return switch (record) {
      case JournalRecord.Intent intent when shares(intent.address()) ->
          new JournalRecord.Intent(
              run,
              intent.address(),
              intent.effect(),
              asks(intent.address(), intent.permitted()),
              now);
      case JournalRecord.Result result when shares(result.address()) ->
          new JournalRecord.Result(
              run,
              result.address(),
              result.effect(),
              result.permitted() == null ? null : asks(result.address(), result.permitted()),
              result.result(),
              Cost.NOTHING,
              now);
      case JournalRecord.Failure failure when shares(failure.address()) ->
          new JournalRecord.Failure(
              run,
              failure.address(),
              failure.effect(),
              failure.permitted() == null ? null : asks(failure.address(), failure.permitted()),
              failure.kind(),
              failure.message(),
              Cost.NOTHING,
              now);
      case JournalRecord.Waiting waiting when shares(waiting.address()) ->
          new JournalRecord.Waiting(
              run,
              waiting.address(),
              waiting.effect(),
              request(waiting.address(), waiting.request()),
              waiting.need(),
              now);
      case JournalRecord.Left left when shares(left.address()) ->
          new JournalRecord.Left(run, left.address(), now);
      case JournalRecord.Settled settled when shares(settled.address()) ->
          new JournalRecord.Settled(run, settled.address(), settled.by(), settled.verdict(), now);
      case JournalRecord.Decided decided when shares(decided.address()) ->
          new JournalRecord.Decided(run, decided.address(), decided.rule(), decided.denial(), now);
      default -> null;
    };
  }

  private Permitted asks(Address address, Permitted permitted) {
    return new Permitted(request(address, permitted.request()), permitted.rule());
  }

  /** With another task or definition the fork asks otherwise than its origin did. */
  private Payload request(Address address, Payload before) {
    Effect<?> effect = asked.get(address);
    return effect == null ? before : Reenactment.request(effect);
  }
}
