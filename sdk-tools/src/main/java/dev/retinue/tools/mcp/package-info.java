/**
 * The Model Context Protocol, both ways: {@link dev.retinue.tools.mcp.McpToolkit} makes tools of a
 * server, {@link dev.retinue.tools.mcp.McpEndpoint} offers agents and their tools to clients. Only
 * classes of this package name the protocol's SDK, an optional dependency, and only once a server
 * is connected to or offered. Nothing depends on it.
 */
@NullMarked
package dev.retinue.tools.mcp;

import org.jspecify.annotations.NullMarked;
