/**
 * What stores agree on before training: columns, categories, scales; and the numeric rows that
 * follow from it. The same input gives the same bits at every store.
 */
@NullMarked
package io.fedlog.learning.features;

import org.jspecify.annotations.NullMarked;
