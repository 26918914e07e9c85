/**
 * The one family of exceptions. {@link dev.retinue.error.RetinueException} is its root; each other
 * member lives in the package of its concept. An expected ending is a value, not an exception.
 * Depends on nothing; everything may depend on it.
 */
@NullMarked
package dev.retinue.error;

import org.jspecify.annotations.NullMarked;
