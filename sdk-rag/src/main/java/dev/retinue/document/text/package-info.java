/**
 * Formats that are text: plain, Markdown, CSV and JSON. Entry type: {@link
 * dev.retinue.document.DocumentFormat}, of which each class here is one.
 */
@NullMarked
package dev.retinue.document.text;

import org.jspecify.annotations.NullMarked;
