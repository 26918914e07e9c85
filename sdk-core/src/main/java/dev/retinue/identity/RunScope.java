package dev.retinue.identity;

/**
 * On whose behalf an effect is performed. Memory, policy, budgets and the journal all see the same
 * scope, and a reasoner cannot change it.
 *
 * @param run id of the run
 * @param agent id of the agent
 * @param session id of the session that the run belongs to
 * @param principal whom the session is for
 * @param tenant label of the agent for budgets, policy and listing; empty for none
 */
public record RunScope(
    String run, String agent, String session, Principal principal, String tenant) {}
