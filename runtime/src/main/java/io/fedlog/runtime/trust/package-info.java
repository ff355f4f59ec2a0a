/**
 * Whether what a store says is from that store: the keys stores sign with, which keys are enrolled,
 * and verdicts on joins, heartbeats and seals.
 */
@NullMarked
package io.fedlog.runtime.trust;

import org.jspecify.annotations.NullMarked;
