/** Verifying, proving, checking and comparing the tamper-evident log over the audit topic. */
@NullMarked
package io.fedlog.standalone.audit;

import org.jspecify.annotations.NullMarked;
