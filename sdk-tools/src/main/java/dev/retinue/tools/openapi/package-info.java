/**
 * Web APIs that an OpenAPI document describes: {@link dev.retinue.tools.openapi.OpenApiToolkit}
 * makes a tool of each operation, called through the guard of {@code dev.retinue.tools.egress}.
 * Nothing depends on it.
 */
@NullMarked
package dev.retinue.tools.openapi;

import org.jspecify.annotations.NullMarked;
