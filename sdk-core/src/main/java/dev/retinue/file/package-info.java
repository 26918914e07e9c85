/**
 * Files that are there as a whole or not at all: {@link dev.retinue.file.WholeFile}. The journal
 * has its own storage and does not depend on it.
 */
@NullMarked
package dev.retinue.file;

import org.jspecify.annotations.NullMarked;
