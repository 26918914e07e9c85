/**
 * Which model answers where a definition says {@code auto}: {@link
 * dev.retinue.llm.selection.CatalogueSelection} filters a {@link
 * dev.retinue.llm.selection.Catalogue}, which is data, and among the rest learns from outcomes.
 */
@NullMarked
package dev.retinue.llm.selection;

import org.jspecify.annotations.NullMarked;
