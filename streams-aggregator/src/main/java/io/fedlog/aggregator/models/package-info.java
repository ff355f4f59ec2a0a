/** Finds chunks of earlier versions, and the server state beside them, on the log. */
@NullMarked
package io.fedlog.aggregator.models;

import org.jspecify.annotations.NullMarked;
