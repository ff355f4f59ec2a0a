package io.fedlog.agent.train;

import java.util.OptionalDouble;

/**
 * One store in a {@link Comparison}.
 *
 * @param storeId the store
 * @param rows its held-out rows
 * @param federated the metric of the federated model; empty when there is none, as for AUC of rows
 *     that all have one label. For a segmentation the whole chain's
 * @param alone the metric of the store's own model. For a segmentation that of its own centres over
 *     the whole chain's rows
 */
public record StoreComparison(
    String storeId, int rows, OptionalDouble federated, OptionalDouble alone) {}
