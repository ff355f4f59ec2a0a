/**
 * What a round trains: the kind of model, the names and shapes of its parameters, and the first
 * version of them. Pure functions of the plan's configuration and the agreed features.
 */
@NullMarked
package io.fedlog.learning.model;

import org.jspecify.annotations.NullMarked;
