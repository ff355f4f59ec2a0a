/**
 * Chunk tasks: admit chunks and seals, add them up, and make a decided model's chunks. They report
 * facts and give no verdicts. Receipts are the state; sums are a cache of the log.
 */
@NullMarked
package io.fedlog.aggregator.chunks;

import org.jspecify.annotations.NullMarked;
