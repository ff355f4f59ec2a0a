package io.fedlog.standalone.simulate;

/**
 * What a version does on the held-out rows.
 *
 * @param loss mean cross-entropy, in nats
 * @param accuracy share of rows whose most likely label is right
 * @param auc area under the ROC curve; of more than two labels the mean of each against the rest
 */
record Measures(double loss, double accuracy, double auc) {}
