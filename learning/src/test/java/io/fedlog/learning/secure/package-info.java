/** Tests of secure aggregation: exactness, attacks on a whole log, hiding, and the primitives. */
@NullMarked
package io.fedlog.learning.secure;

import org.jspecify.annotations.NullMarked;
