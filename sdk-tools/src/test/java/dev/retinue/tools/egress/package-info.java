/** The guard against everything that it may meet: URLs, names, servers. */
@NullMarked
package dev.retinue.tools.egress;

import org.jspecify.annotations.NullMarked;
