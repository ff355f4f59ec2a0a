package io.fedlog.aggregator.replay;

import io.fedlog.aggregator.chunks.CentralNoise;
import io.fedlog.aggregator.chunks.MaskSums;
import io.fedlog.aggregator.wire.Codecs;

/**
 * What models are made again with, whatever round they are of.
 *
 * @param codecs of all topics
 * @param models where bases are found
 * @param noise of the installation's secret, or of none
 * @param masks works out what takes masks off, once for all partitions
 * @param partitions of every topic
 * @param memoryBytes heap that the chunks of one partition may take where there is a choice
 */
record ReplayTools(
    Codecs codecs,
    ModelSource models,
    CentralNoise noise,
    MaskSums masks,
    int partitions,
    long memoryBytes) {}
