/**
 * The zip files beneath Office documents and books, within limits, and a cursor over XML. Entry
 * type: {@link dev.retinue.document.zipped.ZipParts}.
 */
@NullMarked
package dev.retinue.document.zipped;

import org.jspecify.annotations.NullMarked;
