package io.fedlog.coordinator.rest;

import io.fedlog.coordinator.identity.Caller;
import io.fedlog.coordinator.rest.body.LayoutFit;
import io.fedlog.coordinator.rest.body.UploadBody;
import io.fedlog.learning.round.WeightRule;
import io.fedlog.runtime.upload.UpdatePayload;
import io.fedlog.runtime.upload.UpdateUpload;
import io.fedlog.runtime.upload.UploadRequest;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.UpdateEncoding;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Takes updates that clients sent over HTTP, in whatever form they came, to the log. */
final class UpdateIntake {

  private static final long SEALED_WITHIN_SECONDS = 60;

  private final FirstUpload firstUpload;
  private final UpdateUpload uploads;

  UpdateIntake(FirstUpload firstUpload, UpdateUpload uploads) {
    this.firstUpload = firstUpload;
    this.uploads = uploads;
  }

  /**
   * Seals an update; ends when the log has the seal. The same update again is the same attempt.
   *
   * @param round open to the store
   * @return the attempt's id
   */
  long take(KnownRound round, Caller caller, UploadBody body) throws InterruptedException {
    RoundDefinition known = round.definition();
    RoundDefinition definition =
        known != null
            ? known
            : firstUpload.define(
                Objects.requireNonNull(round.request(), "request"),
                body.parameters().layout(),
                draft -> UpdateUpload.check(request(draft, caller, body)));
    UploadRequest request = request(definition, caller, body);
    upload(request);
    return request.attempt().id();
  }

  /** The id of the attempt that a body would be, of a round that is defined. */
  static long attemptId(KnownRound round, Caller caller, UploadBody body) {
    return request(Objects.requireNonNull(round.definition(), "definition"), caller, body)
        .attempt()
        .id();
  }

  /** Refuses what the round does not take from the store, or not now, or not over HTTP. */
  static void requireOpen(KnownRound round, RoundLookup rounds, String roundId, String storeId)
      throws InterruptedException {
    round.requireOpen("upload");
    round.requireAsks(rounds.view(), roundId, storeId);
    JoinWindow.requireOpenTo(storeId, round, rounds, "upload");
    requirePlain(round.definition());
  }

  private static void requirePlain(@Nullable RoundDefinition round) {
    if (round == null) {
      return;
    }
    if (round.getSecureAggregation() != null) {
      throw ProblemException.wrongState(
          "the round masks: only store agents can, for they hold keys that nobody else may see; this call is for plain updates");
    }
    if (round.getPrivacy() != null) {
      throw ProblemException.wrongState(
          "the round is under privacy mode %s: updates are differences that the store clips on the round's grid, as its agent does; this call is for whole parameters"
              .formatted(round.getPrivacyMode()));
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
      boolean unused = sealed.cancel(false); // so that it holds its memory no longer than it must
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
