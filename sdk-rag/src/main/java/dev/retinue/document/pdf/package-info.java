/**
 * PDF, by geometry: lines from the pages, blocks from the lines. Entry type: {@link
 * dev.retinue.document.pdf.PdfFormat}.
 */
@NullMarked
package dev.retinue.document.pdf;

import org.jspecify.annotations.NullMarked;
