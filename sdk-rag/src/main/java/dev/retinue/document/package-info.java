/**
 * Reads files of the usual formats, each in a package of its own, into one block model. Entry type:
 * {@link dev.retinue.document.DocumentReader}. Knows nothing of chunks, indexes or agents; {@code
 * dev.retinue.chunk} and the knowledge base build on it.
 */
@NullMarked
package dev.retinue.document;

import org.jspecify.annotations.NullMarked;
