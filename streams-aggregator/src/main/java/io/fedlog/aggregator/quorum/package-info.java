/** Alone gives verdicts and versions: folds the round log and sends its orders. */
@NullMarked
package io.fedlog.aggregator.quorum;

import org.jspecify.annotations.NullMarked;
