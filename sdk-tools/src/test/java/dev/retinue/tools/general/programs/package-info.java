/** Code and programs, run for real. */
@NullMarked
package dev.retinue.tools.general.programs;

import org.jspecify.annotations.NullMarked;
