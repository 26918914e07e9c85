/**
 * Office files from before 2007 and Outlook's messages. Entry type: {@link
 * dev.retinue.document.ole2.Ole2Format}.
 */
@NullMarked
package dev.retinue.document.ole2;

import org.jspecify.annotations.NullMarked;
