/**
 * An agent that outlives its process, started by bin/durable: {@link
 * dev.retinue.examples.durable.Durable} starts {@link dev.retinue.examples.durable.Preparations} in
 * a JVM of its own, kills it in the middle, and starts it again.
 */
@NullMarked
package dev.retinue.examples.durable;

import org.jspecify.annotations.NullMarked;
