/**
 * What may be spent: {@link dev.retinue.budget.Budget}, reserved before it is spent and settled
 * with what it was; {@link dev.retinue.budget.Allowance} says how much, {@link
 * dev.retinue.budget.Cost} and {@link dev.retinue.budget.Money} count it exactly. Depends on
 * nothing; the tree of budgets (host, tenant, agent, run, delegated run) is made by the runtime.
 */
@NullMarked
package dev.retinue.budget;

import org.jspecify.annotations.NullMarked;
