/** Privacy budgets: whether a round fits one, how one is set, what was spent of it. */
@NullMarked
package io.fedlog.coordinator.privacy;

import org.jspecify.annotations.NullMarked;
