/** Reads what the coordinator acts on from the log, and writes what it decides. */
@NullMarked
package io.fedlog.coordinator.log;

import org.jspecify.annotations.NullMarked;
