/**
 * Aggregation methods: how the parameter updates of a cohort become one global model, a chunk at a
 * time.
 */
@NullMarked
package io.fedlog.learning.method;

import org.jspecify.annotations.NullMarked;
