/** Tests of the file guard: attacks that none may pass, with handles and without. */
@NullMarked
package dev.retinue.tools.filesystem;

import org.jspecify.annotations.NullMarked;
