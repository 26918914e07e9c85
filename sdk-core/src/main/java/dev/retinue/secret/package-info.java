/**
 * What must never be seen by a model, a journal, an event or a log: a {@link
 * dev.retinue.secret.Secret} is named by its handle, and its value is given to a tool at the last
 * moment, for the destinations that it is allowed for.
 */
@NullMarked
package dev.retinue.secret;

import org.jspecify.annotations.NullMarked;
