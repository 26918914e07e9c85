/** Tests of the Model Context Protocol. */
@NullMarked
package dev.retinue.tools.mcp;

import org.jspecify.annotations.NullMarked;
