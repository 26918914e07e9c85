/**
 * The tool {@code datetime}: {@link dev.retinue.tools.general.datetime.Datetime} reads dates as
 * people write them, places them in a time zone and computes with them, on java.time. The only
 * clock is the one of the call's context. Nothing but the provider of the general tools depends on
 * it.
 */
@NullMarked
package dev.retinue.tools.general.datetime;

import org.jspecify.annotations.NullMarked;
