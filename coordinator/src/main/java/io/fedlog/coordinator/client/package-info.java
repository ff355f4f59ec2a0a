/**
 * What operators ask for: plans, rounds, commands, models. Used by the command line, tests and
 * REST.
 */
@NullMarked
package io.fedlog.coordinator.client;

import org.jspecify.annotations.NullMarked;
