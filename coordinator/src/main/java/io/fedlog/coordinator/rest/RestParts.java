package io.fedlog.coordinator.rest;

import io.fedlog.coordinator.log.LogView;
import io.fedlog.coordinator.log.LogWriter;
import io.fedlog.coordinator.rounds.RoundDefaults;
import io.fedlog.coordinator.rounds.RoundDefinitions;
import io.fedlog.coordinator.topics.TopicAdmin;
import io.fedlog.runtime.models.ModelFeed;
import io.fedlog.runtime.upload.UpdateUpload;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What the REST API works with; all of it is thread-safe, and none is closed by it.
 *
 * @param callers tells who calls
 * @param ready whether the log has been read to its end; until then calls are put off
 * @param maxAbsValue largest absolute value of a parameter
 * @param roundIds an id for a new round, never the same twice
 */
public record RestParts(
    Callers callers,
    BooleanSupplier ready,
    LogView view,
    LogWriter writer,
    TopicAdmin topics,
    ModelFeed models,
    UpdateUpload uploads,
    RoundDefinitions definitions,
    RoundDefaults defaults,
    double maxAbsValue,
    InstantSource clock,
    Supplier<String> roundIds) {}
