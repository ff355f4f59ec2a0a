/** The aggregator against real brokers and as real processes. */
@NullMarked
package io.fedlog.aggregator.federation;

import org.jspecify.annotations.NullMarked;
