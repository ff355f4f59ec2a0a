/** What every benchmark is: a command that measures and reports. */
@NullMarked
package io.fedlog.benchmarks.report;

import org.jspecify.annotations.NullMarked;
