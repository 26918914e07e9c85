/** Electronic books. Entry type: {@link dev.retinue.document.epub.EpubFormat}. */
@NullMarked
package dev.retinue.document.epub;

import org.jspecify.annotations.NullMarked;
