package io.fedlog.learning.method;

import io.fedlog.learning.client.LocalSteps;

/**
 * Takes in updates that are normalised by their stores' local steps. Every seal of its rounds
 * states them as {@link LocalSteps#METRIC}, and a decision tells the method their mean by weight:
 * {@link FinaliseTerms#effectiveSteps}.
 */
public interface NormalisedMethod extends ServerOptimiser {}
