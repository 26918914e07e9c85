/**
 * The tools that an application has, as a table. {@link dev.retinue.examples.tools.ToolsList} is
 * the program.
 */
@NullMarked
package dev.retinue.examples.tools;

import org.jspecify.annotations.NullMarked;
