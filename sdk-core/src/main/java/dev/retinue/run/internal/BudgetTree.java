package dev.retinue.run.internal;

import dev.retinue.budget.Allowance;
import dev.retinue.budget.Budget;
import dev.retinue.budget.Cost;
import dev.retinue.budget.LimitedBudget;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.identity.RunScope;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The budgets that runs share: the host's, each tenant's and each agent's, where they have limits.
 * Thread-safe.
 */
public final class BudgetTree {
  private final Clock clock;
  private final @Nullable Budget host;
  private final Map<String, LimitedBudget> tenants = new LinkedHashMap<>();
  private final Map<String, LimitedBudget> agents = new ConcurrentHashMap<>();
  private final @Nullable SpendingLog log;
  private final boolean hostIsKept;

  /**
   * @param given the host's own budget, which it keeps itself; or null
   * @param allowed what the host allows, or null
   * @param tenants what each tenant is allowed
   * @param log what was spent before, or null if nothing is kept
   */
  public BudgetTree(
      @Nullable Budget given,
      @Nullable Allowance allowed,
      Map<String, Allowance> tenants,
      Clock clock,
      @Nullable SpendingLog log) {
    this.clock = clock;
    this.log = log;
    this.hostIsKept = given == null && allowed != null;
    this.host =
        given != null || allowed == null ? given : LimitedBudget.of("the host", allowed, clock);
    tenants.forEach((tenant, allowance) ->
        this.tenants.put(tenant, LimitedBudget.of("tenant '" + tenant + "'", allowance, clock)));
    if (log != null) {
      if (hostIsKept && host instanceof LimitedBudget limited) {
        log.recall(SpendingLog.HOST, limited);
      }
      this.tenants.forEach((tenant, budget) -> log.recall(SpendingLog.tenant(tenant), budget));
    }
  }

  RunBudget of(AgentDefinition definition, String tenant) {
    List<Budget> shared = new ArrayList<>(3);
    if (!definition.limits().perDay().asCost().equals(Cost.UNLIMITED)) {
      shared.add(
          agents.computeIfAbsent(
              definition.id(), id -> ofAgent(id, definition.limits().perDay().asCost())));
    }
    LimitedBudget ofTenant = tenants.get(tenant);
    if (ofTenant != null) {
      shared.add(ofTenant);
    }
    if (host != null) {
      shared.add(host);
    }
    return new RunBudget(
        LimitedBudget.of("the run", definition.limits().ofRun()), List.copyOf(shared));
  }

  /** Whether runs of this definition have a limit on money. */
  boolean limitsMoney(AgentDefinition definition) {
    LimitedBudget ofTenant = tenants.get(definition.agent().tenant());
    return definition.limits().maxCost() != null
        || definition.limits().perDay().maxCost() != null
        || (ofTenant != null && ofTenant.limitsMoney())
        || (host != null && host.limitsMoney());
  }

  private LimitedBudget ofAgent(String id, Cost perDay) {
    LimitedBudget budget = LimitedBudget.of("agent '" + id + "'", Allowance.perDay(perDay), clock);
    if (log != null) {
      log.recall(SpendingLog.agent(id), budget);
    }
    return budget;
  }

  /** A run is about to end: keeps what it spent, if any budget above it outlives the process. */
  void ended(RunScope scope, Cost spent) {
    if (log == null || spent.isNothing()) {
      return;
    }
    List<String> accounts = new ArrayList<>(3);
    if (agents.containsKey(scope.agent())) {
      accounts.add(SpendingLog.agent(scope.agent()));
    }
    if (tenants.containsKey(scope.tenant())) {
      accounts.add(SpendingLog.tenant(scope.tenant()));
    }
    if (hostIsKept) {
      accounts.add(SpendingLog.HOST);
    }
    if (!accounts.isEmpty()) {
      log.add(scope.run(), accounts, clock.instant(), spent);
    }
  }

  /**
   * An agent is erased: what it spent counts no more for an agent of this id, and still for its
   * tenant and the host.
   *
   * @param runs of the agent, none of them in flight
   */
  void forget(String agent, Collection<String> runs) {
    agents.remove(agent);
    if (log != null) {
      log.erase(agent, Set.copyOf(runs));
    }
  }
}
