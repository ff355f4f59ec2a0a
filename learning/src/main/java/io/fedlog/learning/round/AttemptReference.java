package io.fedlog.learning.round;

/** One try of one store. */
public record AttemptReference(String storeId, long attemptId) {}
