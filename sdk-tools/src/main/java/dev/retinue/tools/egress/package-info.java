/**
 * The one way of tools to a network: {@link dev.retinue.tools.egress.EgressGuard} sends what {@link
 * dev.retinue.tools.egress.EgressRules} allow, to addresses that it has judged itself. The other
 * packages of tools depend on it; it depends on the catalogue alone.
 */
@NullMarked
package dev.retinue.tools.egress;

import org.jspecify.annotations.NullMarked;
