/** Tests of the toolkits that OpenAPI documents make. */
@NullMarked
package dev.retinue.tools.openapi;

import org.jspecify.annotations.NullMarked;
