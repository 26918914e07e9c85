/**
 * The tool {@code calculator}: {@link dev.retinue.tools.general.calculator.Calculator} scans and
 * parses an expression into a tree of nodes and evaluates it over quantities, exactly as long as
 * only rational numbers are involved. Nothing but the provider of the general tools depends on it.
 */
@NullMarked
package dev.retinue.tools.general.calculator;

import org.jspecify.annotations.NullMarked;
