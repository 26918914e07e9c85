/**
 * The one way of tools to files: {@link dev.retinue.tools.filesystem.FileGuard} opens the agent's
 * folder, and those that the host allows, as a {@link dev.retinue.tools.filesystem.Workspace}, in
 * which a path becomes a {@link dev.retinue.tools.filesystem.Place}. Every tool that touches files
 * uses it; it depends on the refusals of the catalogue only.
 */
@NullMarked
package dev.retinue.tools.filesystem;

import org.jspecify.annotations.NullMarked;
