/**
 * The tools that look into the agent's own folder and nowhere else: {@link
 * dev.retinue.tools.general.files.FileRead} and {@link dev.retinue.tools.general.files.FileList},
 * both by way of {@code Root}, which keeps them inside. Nothing but the provider of the general
 * tools depends on it.
 */
@NullMarked
package dev.retinue.tools.general.files;

import org.jspecify.annotations.NullMarked;
