/**
 * The one way of tools to other programs: {@link dev.retinue.tools.process.ProcessGuard} starts
 * them in a sandbox by bubblewrap, within limits, and refuses where there is none. Every tool that
 * starts a program uses it; it depends on the refusals of the catalogue only.
 */
@NullMarked
package dev.retinue.tools.process;

import org.jspecify.annotations.NullMarked;
