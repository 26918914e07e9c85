/**
 * What a host embeds: {@link dev.retinue.runtime.AgentRuntime} owns agents, stores, journal, models
 * and tools and starts them in phases. Nothing else in the core depends on it.
 */
@NullMarked
package dev.retinue.runtime;

import org.jspecify.annotations.NullMarked;
