/**
 * May this effect happen: {@link dev.retinue.policy.Policy} answers allow, deny or ask. Asked by
 * the pipeline before a budget is reserved. {@link dev.retinue.policy.RulePolicy} decides by rules
 * that are data.
 */
@NullMarked
package dev.retinue.policy;

import org.jspecify.annotations.NullMarked;
