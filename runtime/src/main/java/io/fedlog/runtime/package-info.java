/**
 * How any Fedlog process boots: settings from the environment, Kafka client properties, logging,
 * health, shutdown.
 *
 * <p>A role declares each of its settings once as a {@link io.fedlog.runtime.Setting}, reads them
 * through {@link io.fedlog.runtime.Settings}, and lists them so that the documentation can be held
 * against them.
 */
@NullMarked
package io.fedlog.runtime;

import org.jspecify.annotations.NullMarked;
