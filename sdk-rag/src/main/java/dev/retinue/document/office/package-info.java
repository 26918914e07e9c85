/**
 * Word, Excel and PowerPoint since 2007. Entry type: {@link
 * dev.retinue.document.office.OfficeFormat}; Excel's older files use {@link
 * dev.retinue.document.office.SheetTables}.
 */
@NullMarked
package dev.retinue.document.office;

import org.jspecify.annotations.NullMarked;
