/**
 * What an agent can use: {@link dev.retinue.tool.Tool}, contributed by {@link
 * dev.retinue.tool.ToolProvider} or as plain objects with langchain4j's annotations, held in {@link
 * dev.retinue.tool.ToolRegistry}.
 */
@NullMarked
package dev.retinue.tool;

import org.jspecify.annotations.NullMarked;
