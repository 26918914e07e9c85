/**
 * One Lucene index that holds text, vectors and fields, and ranks by both at once. Start at {@link
 * dev.retinue.collection.LuceneCollection}. Memory and knowledge are built on it; it knows nothing
 * of either, and it is the only package that may import Lucene.
 */
@NullMarked
package dev.retinue.collection;

import org.jspecify.annotations.NullMarked;
