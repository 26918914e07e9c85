/**
 * Tools that others describe: {@link dev.retinue.tools.schema.SchemaReader} makes parameters of
 * their JSON schemas, {@link dev.retinue.tools.schema.OutsideText} and {@link
 * dev.retinue.tools.schema.OutsideName} make what they say harmless. The toolkits of MCP and
 * OpenAPI depend on it; it depends on sdk-core only.
 */
@NullMarked
package dev.retinue.tools.schema;

import org.jspecify.annotations.NullMarked;
