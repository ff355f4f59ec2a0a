/**
 * The bodies of the REST contract: read as a stream within limits, so that one that lies about its
 * shape is refused before memory is spent, and written layer by layer.
 */
@NullMarked
package io.fedlog.coordinator.rest.body;

import org.jspecify.annotations.NullMarked;
