/**
 * A run to look at rather than read: {@link dev.retinue.timeline.Timeline} draws a {@link
 * dev.retinue.history.RunHistory} as one HTML page or as text. Made from data, outside the loop;
 * nothing depends on it.
 */
@NullMarked
package dev.retinue.timeline;

import org.jspecify.annotations.NullMarked;
