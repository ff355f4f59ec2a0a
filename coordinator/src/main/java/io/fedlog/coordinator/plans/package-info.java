/** Runs training plans: which instance acts, which round comes next, the first parameters. */
@NullMarked
package io.fedlog.coordinator.plans;

import org.jspecify.annotations.NullMarked;
