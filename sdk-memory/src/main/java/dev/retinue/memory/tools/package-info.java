/**
 * Tools by which an agent remembers, recalls and forgets by itself; each is made of effects, so
 * that what it does is journaled and goes by the policy. Entry: {@link
 * dev.retinue.memory.tools.MemoryTools}, found by {@link java.util.ServiceLoader}.
 */
@NullMarked
package dev.retinue.memory.tools;

import org.jspecify.annotations.NullMarked;
