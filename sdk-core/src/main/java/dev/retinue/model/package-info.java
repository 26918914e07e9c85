/**
 * Language models behind one interface, {@link dev.retinue.model.Models}; providers are found as
 * {@link dev.retinue.model.ModelProvider}. langchain4j's types are the vocabulary. Nothing above
 * knows a provider.
 */
@NullMarked
package dev.retinue.model;

import org.jspecify.annotations.NullMarked;
