/** The coordinator's process: its settings, its parts, its start and its end. */
@NullMarked
package io.fedlog.coordinator;

import org.jspecify.annotations.NullMarked;
