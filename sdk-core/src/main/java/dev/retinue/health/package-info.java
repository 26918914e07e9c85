/**
 * How the parts are doing: {@link dev.retinue.health.Health}, a tree of components with status and
 * reason. Depends on nothing.
 */
@NullMarked
package dev.retinue.health;

import org.jspecify.annotations.NullMarked;
