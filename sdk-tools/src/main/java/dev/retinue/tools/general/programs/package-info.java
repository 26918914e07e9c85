/**
 * The tools that run code and programs: {@link dev.retinue.tools.general.programs.CodeRun} and
 * {@link dev.retinue.tools.general.programs.ShellRun}, offered by {@link
 * dev.retinue.tools.general.programs.ProgramTools} and always by way of the process guard. Nothing
 * depends on it.
 */
@NullMarked
package dev.retinue.tools.general.programs;

import org.jspecify.annotations.NullMarked;
