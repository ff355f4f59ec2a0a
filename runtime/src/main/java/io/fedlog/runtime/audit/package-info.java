/**
 * The tamper-evident log over the audit topic: its leaves, its signed heads, and what contradicts
 * them. Reads no topic itself.
 */
@NullMarked
package io.fedlog.runtime.audit;

import org.jspecify.annotations.NullMarked;
