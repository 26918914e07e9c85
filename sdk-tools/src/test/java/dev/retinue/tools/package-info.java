/** What the tests of the catalogue share. */
@NullMarked
package dev.retinue.tools;

import org.jspecify.annotations.NullMarked;
