/**
 * Benchmarks, started by bin/bench NAME: each runs beside what it is compared to and ends with
 * lines of figures and ratios.
 */
@NullMarked
package dev.retinue.examples.bench;

import org.jspecify.annotations.NullMarked;
