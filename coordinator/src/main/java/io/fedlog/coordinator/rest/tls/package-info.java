/** The certificate that the REST API shows, and how another takes its place while it serves. */
@NullMarked
package io.fedlog.coordinator.rest.tls;

import org.jspecify.annotations.NullMarked;
