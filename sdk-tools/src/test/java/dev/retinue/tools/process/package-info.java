/** Tests of the process guard: real programs, and attacks on the sandbox that none may pass. */
@NullMarked
package dev.retinue.tools.process;

import org.jspecify.annotations.NullMarked;
