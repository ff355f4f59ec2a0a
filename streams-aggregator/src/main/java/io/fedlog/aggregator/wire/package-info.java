/** What the topology's parts share: codecs, names of the ways out, and how records leave. */
@NullMarked
package io.fedlog.aggregator.wire;

import org.jspecify.annotations.NullMarked;
