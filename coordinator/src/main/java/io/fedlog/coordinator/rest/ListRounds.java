package io.fedlog.coordinator.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fedlog.coordinator.identity.Caller;
import io.fedlog.coordinator.log.LogView;
import io.fedlog.coordinator.log.NewestFirst;
import io.fedlog.schemas.RoundStatus;
import io.javalin.http.Context;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code GET /rounds}: the newest first. */
final class ListRounds implements RestCall {

  /** Rounds that are looked at in one go: others need the log's view meanwhile. */
  private static final int IN_ONE_GO = 500;

  private final LogView view;
  private final InstantSource clock;

  ListRounds(LogView view, InstantSource clock) {
    this.view = view;
    this.clock = clock;
  }

  private record Listed(String key, KnownRound round) {}

  @Override
  public void answer(Context ctx, Caller caller) throws Exception {
    ListPage page = ListPage.of(ctx);
    StatusFilter status = StatusFilter.of(ctx, RoundStatus.values());
    String modelType = ctx.queryParam("model_type");
    Instant now = clock.instant();
    Iterator<Listed> rounds =
        keys(page.after())
            .flatMap(key -> listed(key, now))
            .filter(listed -> modelType == null || modelType.equals(listed.round().modelType()))
            .filter(listed -> status.takes(listed.round().statusWord()))
            .iterator();
    page.answer(ctx, "rounds", rounds, Listed::key, ListRounds::write);
  }

  private Stream<String> keys(@Nullable String after) {
    return Stream.iterate(
            view.rounds(after, IN_ONE_GO),
            keys -> !keys.isEmpty(),
            keys -> view.rounds(keys.get(keys.size() - 1), IN_ONE_GO))
        .flatMap(List::stream);
  }

  private Stream<Listed> listed(String key, Instant now) {
    Optional<KnownRound> round = KnownRound.find(view, NewestFirst.id(key), now);
    return round.stream().map(known -> new Listed(key, known));
  }

  private static void write(ObjectNode json, Listed listed) {
    KnownRound round = listed.round();
    json.put("round_id", NewestFirst.id(listed.key()));
    json.put("model_type", round.modelType());
    json.put("status", round.statusWord());
    json.put("aggregation_method", round.method());
    json.put("participating_stores", round.participating());
    json.put("completed_stores", round.completed());
    json.put("created_at", round.createdAt().toString());
    json.put("plan_id", round.definition() == null ? null : round.definition().getPlanId());
    json.put("model_version", version(round));
    if (round.reason() != null) {
      json.put("reason", round.reason());
    }
  }

  private static @Nullable String version(KnownRound round) {
    return round.state() == null || round.status() != RoundStatus.COMPLETED
        ? null
        : MadeModels.name(Objects.requireNonNull(round.state().getModelVersion(), "model_version"));
  }
}
