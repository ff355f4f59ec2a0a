package io.fedlog.coordinator.rest;

import io.fedlog.coordinator.identity.Caller;
import io.fedlog.coordinator.rest.binary.Wanted;
import io.fedlog.coordinator.rest.body.LayoutFit;
import io.fedlog.coordinator.rest.body.UploadBody;
import io.fedlog.learning.round.WeightRule;
import io.fedlog.runtime.upload.UpdatePayload;
import io.fedlog.runtime.upload.UpdateUpload;
import io.fedlog.runtime.upload.UploadRequest;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.UpdateEncoding;
import io.javalin.http.Context;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /rounds/{round_id}/upload}. Answers when the log has the seal. The same update sent
 * again is the same attempt, so to repeat the call does no harm.
 */
final class UploadUpdate implements RestCall {

  private static final long SEALED_WITHIN_SECONDS = 60;

  private final RoundLookup rounds;
  private final FirstUpload firstUpload;
  private final UpdateUpload uploads;
  private final UploadRoom room;
  private final long mostBytes;

  /**
   * @param room how many may be under way at once
   * @param mostBytes of a body
   */
  UploadUpdate(
      RoundLookup rounds,
      FirstUpload firstUpload,
      UpdateUpload uploads,
      UploadRoom room,
      long mostBytes) {
    this.rounds = rounds;
    this.firstUpload = firstUpload;
    this.uploads = uploads;
    this.room = room;
    this.mostBytes = mostBytes;
  }

  @Override
  public void answer(Context ctx, Caller caller) throws Exception {
    String roundId = ctx.pathParam("round_id");
    KnownRound round = rounds.require(roundId);
    round.requireOpen("upload");
    round.requireAsks(rounds.view(), roundId, caller.store());
    RoundDefinition known = round.definition();
    requirePlain(known);
    UploadForms.require(ctx);
    Bodies.requireLength(ctx, mostBytes);
    Wanted wanted = new Wanted(known, mostBytes);
    try (UploadRoom.Taken unused = room.take(UploadForms.memory(ctx, wanted))) {
      upload(round, caller, UploadForms.read(ctx, roundId, wanted));
    }
    Bodies.answer(
        ctx,
        200,
        json -> {
          json.put("round_id", roundId);
          json.put("store_id", caller.store());
          json.put("status", "uploaded");
        });
  }

  private void upload(KnownRound round, Caller caller, UploadBody body)
      throws InterruptedException {
    RoundDefinition known = round.definition();
    RoundDefinition definition =
        known != null
            ? known
            : firstUpload.define(
                Objects.requireNonNull(round.request(), "request"),
                body.parameters().layout(),
                draft -> UpdateUpload.check(request(draft, caller, body)));
    upload(request(definition, caller, body));
  }

  /** Refuses rounds whose updates are no plain numbers. */
  private static void requirePlain(@Nullable RoundDefinition round) {
    if (round == null) {
      return;
    }
    if (round.getLayout().isEmpty()
        || round.getUpdateEncoding() != UpdateEncoding.AS_MODEL
        || round.getWindows() != null) {
      throw ProblemException.wrongState(
          "the round's updates are %s in %s%s; this call is for rounds of numbers that travel as the model is written, with one decision"
              .formatted(
                  round.getEncoding(),
                  round.getUpdateEncoding(),
                  round.getWindows() == null ? "" : " for windows"));
    }
  }

  private static UploadRequest request(RoundDefinition round, Caller caller, UploadBody body) {
    String storeId = caller.store();
    byte[] update = LayoutFit.bytes(round, body.parameters());
    return new UploadRequest(
        round,
        storeId,
        AttemptOfUpload.of(round.getRoundId(), storeId, update, body),
        UpdatePayload.of(update),
        weight(round, body),
        body.metrics().samples(),
        body.metrics().numbers(),
        null,
        null,
        caller.subject());
  }

  private void upload(UploadRequest request) throws InterruptedException {
    CompletableFuture<Void> sealed = uploads.upload(request);
    try {
      Void unused = sealed.get(SEALED_WITHIN_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw ProblemException.unavailable(
          "the log did not acknowledge the update within %d s: repeat the call, which does no harm"
              .formatted(SEALED_WITHIN_SECONDS));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private static long weight(RoundDefinition round, UploadBody body) {
    WeightRule rule =
        new WeightRule(
            WeightRule.Kind.valueOf(round.getWeighting().name()), round.getWeightMetric());
    long weight = rule.weight(body.metrics().samples(), body.metrics().numbers());
    long most = round.getGrid().getMaxWeight();
    if (weight < 1 || weight > most) {
      throw ProblemException.unfit(
          "training_metrics: the round weighs updates by %s, which must give 1 to %d; these give %d"
              .formatted(rule.metric() == null ? "training_samples" : rule.metric(), most, weight));
    }
    return weight;
  }
}
