/** What a process counts and times, for Prometheus to read. */
@NullMarked
package io.fedlog.runtime.meters;

import org.jspecify.annotations.NullMarked;
