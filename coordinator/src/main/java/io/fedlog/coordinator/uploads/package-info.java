/** Bodies of uploads that come in parts, kept on the log so that any coordinator can go on. */
@NullMarked
package io.fedlog.coordinator.uploads;

import org.jspecify.annotations.NullMarked;
