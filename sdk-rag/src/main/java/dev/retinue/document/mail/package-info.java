/**
 * Mail. Entry type: {@link dev.retinue.document.mail.MailFormat}; other formats of messages write
 * by {@link dev.retinue.document.mail.MailText}.
 */
@NullMarked
package dev.retinue.document.mail;

import org.jspecify.annotations.NullMarked;
