/** The tools of the web as a host and a model meet them. */
@NullMarked
package dev.retinue.tools.web;

import org.jspecify.annotations.NullMarked;
