/**
 * Conditions and values written by people into definitions: {@link
 * dev.retinue.expression.Expression}, in the Common Expression Language. For rules of a policy, and
 * whatever else is to be decided by data. The library behind it, dev.cel:cel, is an optional
 * dependency, looked for when the first expression is compiled. Depends on nothing but errors.
 */
@NullMarked
package dev.retinue.expression;

import org.jspecify.annotations.NullMarked;
