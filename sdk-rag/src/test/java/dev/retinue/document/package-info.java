/** Documents made by the tests themselves, and a folder of real ones where there is one. */
@NullMarked
package dev.retinue.document;

import org.jspecify.annotations.NullMarked;
