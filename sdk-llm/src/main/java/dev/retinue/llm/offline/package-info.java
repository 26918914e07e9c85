/**
 * The offline model: no network and nothing generated. It routes to a tool by meaning, fills its
 * arguments from the text, and answers by quoting passages and memories with their marks, or says
 * that it cannot. Entered by {@link dev.retinue.llm.offline.OfflineProvider}; decisions are made in
 * {@code Extractive}.
 */
@NullMarked
package dev.retinue.llm.offline;

import org.jspecify.annotations.NullMarked;
