package io.fedlog.aggregator.replay;

import org.apache.avro.Schema;

/**
 * A value of a topic, and what its writer knew of it: a record of an earlier release lacks the
 * fields that came after, and shows their defaults when it is read.
 *
 * @param value as this release reads it
 * @param schema that it was written with
 */
record Written<T>(T value, Schema schema) {}
