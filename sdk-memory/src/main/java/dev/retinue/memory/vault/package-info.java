/**
 * The memory kind {@code vault}: the secrets of an agent in an encrypted file of its folder. {@link
 * dev.retinue.memory.vault.AgentVaults} gives them to the agent's tools by their handles, and
 * {@link dev.retinue.memory.vault.AgentVault} is what a host fills. Nothing here is indexed,
 * embedded, journaled or logged.
 */
@NullMarked
package dev.retinue.memory.vault;

import org.jspecify.annotations.NullMarked;
