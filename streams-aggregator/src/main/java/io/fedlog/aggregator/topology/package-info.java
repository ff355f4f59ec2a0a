/** How the parts are wired: read {@link AggregationTopology} from top to bottom. */
@NullMarked
package io.fedlog.aggregator.topology;

import org.jspecify.annotations.NullMarked;
