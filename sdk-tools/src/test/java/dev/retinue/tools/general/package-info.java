/** Tests of the general tools as a host and a model meet them. */
@NullMarked
package dev.retinue.tools.general;

import org.jspecify.annotations.NullMarked;
