/**
 * The general tools: {@link dev.retinue.tools.general.GeneralTools} offers them to the runtime;
 * each kind lives in a package of its own below. Nothing depends on it.
 */
@NullMarked
package dev.retinue.tools.general;

import org.jspecify.annotations.NullMarked;
