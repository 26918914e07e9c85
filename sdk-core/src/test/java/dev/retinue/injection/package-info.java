/** Attacks by content from outside, and honest work beside them, against a model that obeys. */
@NullMarked
package dev.retinue.injection;

import org.jspecify.annotations.NullMarked;
