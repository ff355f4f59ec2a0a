/** What the tamper-evident log over the audit topic costs. */
@NullMarked
package io.fedlog.benchmarks.audit;

import org.jspecify.annotations.NullMarked;
