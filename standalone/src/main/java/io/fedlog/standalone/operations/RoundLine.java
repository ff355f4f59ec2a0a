package io.fedlog.standalone.operations;

import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundRequest;
import io.fedlog.schemas.RoundState;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One round as the topics have it: what was asked for, what was defined, how it stands.
 *
 * @param state null as long as no aggregator has seen it
 */
record RoundLine(
    String roundId,
    @Nullable RoundDefinition definition,
    @Nullable RoundRequest request,
    @Nullable RoundState state) {

  private static final Set<String> OPEN =
      Set.of("REQUESTED", "DEFINED", "CREATED", "IN_PROGRESS", "AGGREGATING");

  String modelType() {
    if (state != null) {
      return state.getModelType();
    }
    if (definition != null) {
      return definition.getModelType();
    }
    return request == null ? "" : request.getModelType();
  }

  /** As on fl.round-state; before that, DEFINED or REQUESTED. */
  String status() {
    if (state != null) {
      return state.getStatus().name();
    }
    return definition == null ? "REQUESTED" : "DEFINED";
  }

  /** Whether it has that status; {@code open} is all that are not over. */
  boolean is(String wanted) {
    String name = wanted.toUpperCase(Locale.ROOT).replace('-', '_');
    return name.equals("OPEN") ? OPEN.contains(status()) : name.equals(status());
  }

  Instant createdAt() {
    if (definition != null) {
      return definition.getCreatedAt();
    }
    if (state != null) {
      return state.getCreatedAt();
    }
    return request == null ? Instant.EPOCH : request.getCreatedAt();
  }

  @Nullable String method() {
    if (definition != null) {
      return definition.getMethod();
    }
    return request == null ? null : request.getMethod();
  }
}
