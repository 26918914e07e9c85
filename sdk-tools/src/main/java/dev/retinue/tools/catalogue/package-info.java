/**
 * What all tools of the catalogue have in common: {@link dev.retinue.tools.catalogue.CatalogueTool}
 * takes typed {@link dev.retinue.tools.catalogue.Arguments} and answers with a record, written as
 * JSON, or is {@link dev.retinue.tools.catalogue.Refused} with a code. Every category may depend on
 * it; it depends on sdk-core only.
 */
@NullMarked
package dev.retinue.tools.catalogue;

import org.jspecify.annotations.NullMarked;
