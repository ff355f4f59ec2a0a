package io.fedlog.learning.round;

import io.fedlog.learning.privacy.PrivacyBudget;
import io.fedlog.learning.privacy.SpentPrivacy;
import org.jspecify.annotations.Nullable;

/**
 * How the privacy of a model type's stores stands.
 *
 * @param budget of each store; null until it is set
 * @param setBy who set it
 * @param spent the largest of each cost over all stores
 * @param reserved set aside for rounds that are open
 * @param atMillis when it was so, in the log's time
 */
public record PrivacyAccount(
    String modelType,
    @Nullable PrivacyBudget budget,
    @Nullable String setBy,
    SpentPrivacy spent,
    SpentPrivacy reserved,
    long atMillis) {}
