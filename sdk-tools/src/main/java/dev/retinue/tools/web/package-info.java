/**
 * The tools of the web: {@link dev.retinue.tools.web.WebTools} offers them to the runtime. All of
 * them go through the guard of {@code dev.retinue.tools.egress}. Nothing depends on it.
 */
@NullMarked
package dev.retinue.tools.web;

import org.jspecify.annotations.NullMarked;
