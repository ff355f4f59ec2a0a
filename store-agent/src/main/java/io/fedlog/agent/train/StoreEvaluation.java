package io.fedlog.agent.train;

/**
 * One store's held-out rows under a model.
 *
 * @param storeId the store
 * @param federated the global model with the store's local part
 * @param globalOnly the global model alone
 * @param strength how strongly the local part is shrunk: near 0 very local, infinite for none
 */
public record StoreEvaluation(
    String storeId, Evaluation federated, Evaluation globalOnly, double strength) {}
