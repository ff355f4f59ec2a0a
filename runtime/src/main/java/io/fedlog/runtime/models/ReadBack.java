package io.fedlog.runtime.models;

/** A chunk that must be read from the log again, and where it lies. */
record ReadBack(String modelType, long version, int chunk, Position position) {}
