package io.fedlog.runtime.models;

/** Where a record lies in {@code fl.global-models}. */
record Position(int partition, long offset) {}
