/**
 * One execution: {@link dev.retinue.run.Run}, its events, its outcome, and the one pipeline through
 * which its effects are performed. The package that everything below exists for.
 */
@NullMarked
package dev.retinue.run;

import org.jspecify.annotations.NullMarked;
