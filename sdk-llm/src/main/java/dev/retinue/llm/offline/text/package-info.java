/**
 * What the offline model makes of a text: its words and their weights, the values that stand in it,
 * its sentences, what kind of utterance it is, and how near it is to others in meaning. Depends on
 * no other package of the offline model.
 */
@NullMarked
package dev.retinue.llm.offline.text;

import org.jspecify.annotations.NullMarked;
