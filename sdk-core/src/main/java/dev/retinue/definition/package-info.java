/**
 * An agent as data: {@link dev.retinue.definition.AgentDefinition}, read from YAML or JSON with
 * errors that say file, line, path and the name that was meant, or built in code. Knows nothing of
 * the runtime.
 */
@NullMarked
package dev.retinue.definition;

import org.jspecify.annotations.NullMarked;
