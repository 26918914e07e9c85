/**
 * How runs are executed: {@link dev.retinue.run.internal.RunEngine} starts, resumes and wakes them,
 * {@link dev.retinue.run.internal.Pipeline} performs their effects. Not for hosts; only the runtime
 * package may use it.
 */
@NullMarked
package dev.retinue.run.internal;

import org.jspecify.annotations.NullMarked;
