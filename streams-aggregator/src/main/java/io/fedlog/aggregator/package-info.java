/** The aggregator's process: settings, life cycle and main class. */
@NullMarked
package io.fedlog.aggregator;

import org.jspecify.annotations.NullMarked;
