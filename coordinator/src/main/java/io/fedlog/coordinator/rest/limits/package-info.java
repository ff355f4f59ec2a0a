/** What one client may take of the REST API, so that enough is left for the others. */
@NullMarked
package io.fedlog.coordinator.rest.limits;

import org.jspecify.annotations.NullMarked;
