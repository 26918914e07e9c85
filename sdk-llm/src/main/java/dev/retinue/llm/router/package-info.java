/**
 * The one place where calls of models are tried again: {@link dev.retinue.llm.router.ModelRouter}
 * is a langchain4j model over several, for any host; {@link
 * dev.retinue.llm.router.ResilientRouting} is the same mechanics inside a runtime. Circuit
 * breakers, rate limiters and bulkheads are Failsafe's.
 */
@NullMarked
package dev.retinue.llm.router;

import org.jspecify.annotations.NullMarked;
