/**
 * The main job from end to end: documents in, questions answered with citations, a tool used, and
 * all of it remembered.
 */
@NullMarked
package dev.retinue.examples.quickstart;

import org.jspecify.annotations.NullMarked;
