/**
 * HTML pages and the HTML in other formats. Entry type: {@link
 * dev.retinue.document.html.HtmlFormat}.
 */
@NullMarked
package dev.retinue.document.html;

import org.jspecify.annotations.NullMarked;
