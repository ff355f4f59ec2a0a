package io.fedlog.coordinator.rest;

import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The body of an upload, not read yet.
 *
 * @param type its media type; null is JSON
 * @param length its bytes; negative when nobody said
 * @param metrics the training_metrics of a body that has none, as JSON
 */
record SentBody(
    @Nullable String type, long length, @Nullable String metrics, InputStream content) {}
