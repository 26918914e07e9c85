/**
 * A real JVM killed with SIGKILL at random moments (D7): {@link
 * dev.retinue.examples.kill.SigkillTest} kills {@link dev.retinue.examples.kill.Worker} and holds
 * what it left in its {@link dev.retinue.examples.kill.WorkLog} against the uninterrupted run.
 */
@NullMarked
package dev.retinue.examples.kill;

import org.jspecify.annotations.NullMarked;
