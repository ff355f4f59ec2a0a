package io.fedlog.learning.plan;

import org.jspecify.annotations.Nullable;

/**
 * One training round that made a version.
 *
 * @param loss the stores' pooled evaluation loss of the version; null as long as nobody told
 * @param figure likewise the metric of the plan's target; null without one
 */
public record TrainedRound(
    int number, long version, @Nullable Double loss, @Nullable Double figure) {}
