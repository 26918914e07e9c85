/** Tests of the tools in this package, through what a model sends and receives. */
@NullMarked
package dev.retinue.tools.general.files;

import org.jspecify.annotations.NullMarked;
