package io.fedlog.coordinator.rest;

import io.fedlog.coordinator.log.LogView;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundRequest;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the log says of one round: asked for, defined, under way or over. At least one of the first
 * two is there.
 *
 * @param request what was asked for, while there is no definition
 * @param state how it stands; null while the aggregator has not seen it
 * @param cancelled why it was cancelled, while there is no definition
 * @param joined stores that joined, as far as {@code state} does not say
 * @param now when this was looked up
 */
record KnownRound(
    @Nullable RoundRequest request,
    @Nullable RoundDefinition definition,
    @Nullable RoundState state,
    @Nullable String cancelled,
    int joined,
    Instant now) {

  static Optional<KnownRound> find(LogView view, String roundId, Instant now) {
    RoundDefinition definition = view.definition(roundId).orElse(null);
    RoundRequest request = definition == null ? view.request(roundId).orElse(null) : null;
    if (definition == null && request == null) {
      return Optional.empty();
    }
    RoundState state = view.state(roundId).orElse(null);
    int joined = state == null ? view.joined(roundId).size() : 0;
    String cancelled = request == null ? null : view.cancellation(roundId).orElse(null);
    return Optional.of(new KnownRound(request, definition, state, cancelled, joined, now));
  }

  String modelType() {
    return definition != null ? definition.getModelType() : asked().getModelType();
  }

  /** The aggregation method's name. */
  String method() {
    return definition != null ? definition.getMethod() : asked().getMethod();
  }

  Map<String, String> trainingConfig() {
    return definition != null ? definition.getTrainingConfig() : asked().getTrainingConfig();
  }

  RoundStatus status() {
    if (state != null) {
      return state.getStatus();
    }
    if (cancelled != null) {
      return RoundStatus.CANCELLED;
    }
    if (request != null && waitedInVain(request)) {
      return RoundStatus.FAILED;
    }
    return joined == 0 ? RoundStatus.CREATED : RoundStatus.IN_PROGRESS;
  }

  /** Its status as the contract writes it. */
  String statusWord() {
    return status().name().toLowerCase(Locale.ROOT);
  }

  /** Why it failed or was cancelled; null when it has not. */
  @Nullable String reason() {
    if (state != null) {
      return state.getReason();
    }
    if (cancelled != null) {
      return cancelled;
    }
    return request != null && waitedInVain(request)
        ? "nobody had uploaded by "
            + firstUploadBy(request)
            + ", and the first upload fixes the layout; "
            + joined
            + " stores had joined, "
            + request.getMinStores()
            + " updates were needed"
        : null;
  }

  int participating() {
    return state == null ? joined : state.getParticipatingStores();
  }

  int completed() {
    return state == null ? 0 : state.getCompletedStores();
  }

  /** When it was created. */
  Instant createdAt() {
    return definition != null ? definition.getCreatedAt() : asked().getCreatedAt();
  }

  /** When it must have been decided, or have had its first upload. */
  Instant deadline() {
    if (state != null) {
      return state.getDeadlineAt();
    }
    return definition != null
        ? definition.getCreatedAt().plusMillis(definition.getDeadlineMs())
        : firstUploadBy(asked());
  }

  /** What the request that made it said, if that had a key. */
  @Nullable String requestSha256() {
    return definition != null ? definition.getRequestSha256() : asked().getRequestSha256();
  }

  /** Whether it has ended, one way or another. */
  boolean isOver() {
    return switch (status()) {
      case COMPLETED, FAILED, CANCELLED -> true;
      case CREATED, IN_PROGRESS, AGGREGATING -> false;
    };
  }

  /** Updates that it needs at least. */
  int needed() {
    return definition != null ? definition.getMinStores() : asked().getMinStores();
  }

  /** Refuses when stores can no longer take part. */
  void requireOpen(String wish) {
    RoundStatus status = status();
    if (status != RoundStatus.CREATED && status != RoundStatus.IN_PROGRESS) {
      String why = reason();
      throw ProblemException.wrongState(
          "the round is %s%s; %s is for rounds that are created or in_progress"
              .formatted(statusWord(), why == null ? "" : " (" + why + ")", wish));
    }
  }

  /** Refuses a store that the round does not ask. */
  void requireAsks(LogView view, String roundId, String storeId) {
    boolean everybody =
        definition != null ? definition.getTargetCount() == 0 : asked().getTargetStores().isEmpty();
    if (everybody || view.asks(roundId, storeId)) {
      return;
    }
    if (definition == null || view.isWhole(roundId)) {
      throw ProblemException.forbidden(
          "store " + storeId + " is not among the round's target_stores");
    }
    throw ProblemException.unavailable("the round's stores are not all on the log yet: ask again");
  }

  private RoundRequest asked() {
    return Objects.requireNonNull(request, "request");
  }

  private boolean waitedInVain(RoundRequest asked) {
    return now.isAfter(firstUploadBy(asked));
  }

  private static Instant firstUploadBy(RoundRequest asked) {
    return asked.getCreatedAt().plus(Duration.ofMillis(asked.getDeadlineMs()));
  }
}
