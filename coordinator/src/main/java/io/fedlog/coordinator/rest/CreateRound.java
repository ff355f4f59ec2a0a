package io.fedlog.coordinator.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fedlog.coordinator.identity.Caller;
import io.fedlog.coordinator.log.LogWriter;
import io.fedlog.coordinator.privacy.PrivacyBudgets;
import io.fedlog.coordinator.rest.body.JsonBody;
import io.fedlog.coordinator.rounds.DefinedRound;
import io.fedlog.coordinator.rounds.RoundDefaults;
import io.fedlog.coordinator.rounds.ShortPhase;
import io.fedlog.coordinator.topics.TopicAdmin;
import io.fedlog.runtime.models.ModelFeed;
import io.fedlog.schemas.RoundRequest;
import io.fedlog.schemas.SecureRules;
import io.javalin.http.Context;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /rounds}. When the layout is known, from the config or from the version that the
 * model type has, the definition is written at once, and agents may take part from then on;
 * otherwise the wish is, and {@link FirstUpload} defines the round. With an {@link IdempotencyKey}
 * the round's id follows from that, and the log holds the first that was asked for under it.
 */
final class CreateRound implements RestCall {

  private static final Logger LOG = LoggerFactory.getLogger(CreateRound.class);
  private static final long MOST_BYTES = 4 << 20;

  private final RoundLookup rounds;
  private final RoundDrafts drafts;
  private final RoundDefaults defaults;
  private final PrivacyBudgets budgets;
  private final TopicAdmin topics;
  private final LogWriter writer;
  private final ModelFeed models;
  private final InstantSource clock;
  private final Supplier<String> roundIds;

  /**
   * @param roundIds an id for a new round, never the same twice
   */
  CreateRound(
      RoundLookup rounds,
      RoundDrafts drafts,
      RoundDefaults defaults,
      TopicAdmin topics,
      LogWriter writer,
      ModelFeed models,
      PrivacyBudgets budgets,
      InstantSource clock,
      Supplier<String> roundIds) {
    this.rounds = rounds;
    this.drafts = drafts;
    this.defaults = defaults;
    this.budgets = budgets;
    this.topics = topics;
    this.writer = writer;
    this.models = models;
    this.clock = clock;
    this.roundIds = roundIds;
  }

  @Override
  public void answer(Context ctx, Caller caller) throws Exception {
    Bodies.requireJson(ctx);
    Optional<IdempotencyKey> key = IdempotencyKey.of(ctx, caller.subject());
    ObjectNode body = JsonBody.object(ctx.bodyInputStream(), MOST_BYTES);
    String sha256 = key.isPresent() ? IdempotencyKey.sha256(body.toString()) : null;
    String roundId = key.map(IdempotencyKey::roundId).orElseGet(roundIds);
    if (key.isPresent()) {
      requireSame(KnownRound.find(rounds.view(), roundId, clock.instant()), sha256);
    }
    if (key.isEmpty() || find(roundId).isEmpty()) {
      RoundRequest request =
          RoundRequest.newBuilder(
                  RoundOrder.read(roundId, body, defaults, caller.subject(), clock.instant()))
              .setRequestSha256(sha256)
              .build();
      Fields config = new Fields(body, "").object("config");
      SecureRules masking = RoundOrder.masking(request, config);
      write(ctx, request, masking, foundation(request, config));
    }
    KnownRound created = rounds.readBack(() -> find(roundId));
    Access.isAbout(ctx, roundId);
    requireSame(Optional.of(created), sha256); // another coordinator may have been first
    ctx.header("Location", ctx.path() + "/" + roundId + "/status");
    Bodies.answer(
        ctx,
        201,
        json -> {
          json.put("round_id", roundId);
          json.put("status", "created");
          json.put("message", "Training round created successfully");
        });
  }

  private static void requireSame(Optional<KnownRound> round, @Nullable String sha256) {
    if (round.isPresent() && !Objects.equals(round.get().requestSha256(), sha256)) {
      throw ProblemException.unfit(IdempotencyKey.ANOTHER_BODY);
    }
  }

  /** The round, once whoever is told of it finds all of it. */
  private Optional<KnownRound> find(String roundId) {
    return KnownRound.find(rounds.view(), roundId, clock.instant())
        .filter(round -> round.request() != null || rounds.view().isWhole(roundId));
  }

  private Optional<Foundation> foundation(RoundRequest request, Fields config) {
    if (LayoutField.isOfFirstUpload(config)) {
      return Optional.empty();
    }
    return LayoutField.read(config)
        .map(Foundation::of)
        .or(() -> models.promoted(request.getModelType()).map(Foundation::of));
  }

  private void write(
      Context ctx,
      RoundRequest request,
      @Nullable SecureRules masking,
      Optional<Foundation> foundation) {
    try {
      if (foundation.isEmpty()) {
        RoundDrafts.requireBase(masking, null);
        drafts.check(request);
        RoundSize.require(request, writer);
        Access.isAbout(ctx, request.getRoundId());
        writer.write(request);
        return;
      }
      DefinedRound round = drafts.define(request, masking, foundation.get(), clock.instant());
      RoundSize.require(round, "config.layout", writer);
      budgets.require(round.definition(), 1);
      Access.isAbout(ctx, request.getRoundId());
      topics.createUpdates(List.of(request.getRoundId()));
      writer.write(round);
      ShortPhase.warning(round.definition())
          .ifPresent(warning -> LOG.warn("{} roundId={}", warning, request.getRoundId()));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw ProblemException.malformed(String.valueOf(e.getMessage()));
    } catch (IllegalStateException e) { // no privacy budget for it
      throw ProblemException.wrongState(String.valueOf(e.getMessage()));
    }
  }
}
