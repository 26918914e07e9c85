/** A conversation at the terminal with an agent of your own definition and documents. */
@NullMarked
package dev.retinue.examples.chat;

import org.jspecify.annotations.NullMarked;
