package io.fedlog.learning.round;

import static io.fedlog.learning.round.RoundLog.all;
import static io.fedlog.learning.round.RoundLog.only;
import static io.fedlog.learning.round.TermsDraft.WINDOW_MS;
import static io.fedlog.learning.round.TermsDraft.round;
import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.learning.round.WeightRule.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which attempts count, and what becomes of the others. */
class RoundAttemptsTest {
  private final RoundLog log = new RoundLog();

  @Test
  void shouldCountOnce_whenARetryFollowsABadAttempt() {
    log.define(round("r1").needing(1, "1"));
    log.apply(log.uploads("r1").summary("a", 1, 10, 1));
    log.apply(log.uploads("r1").bad("a", 1, "not_finite"));
    log.apply(log.uploads("r1").seal("a", 1, 1, 10));
    assertThat(log.view("r1").completed()).isZero();

    log.upload("r1", "a", 2, 2, 10);
    log.after(WINDOW_MS);

    assertThat(only(log.effects, Effect.Roster.class).entries())
        .containsExactly(new AttemptReference("a", 2));
    log.publish("r1");
    Fates fates = log.settle("r1").attempts();
    assertThat(fates.received()).isEqualTo(2);
    assertThat(fates.aggregated()).isEqualTo(1);
    assertThat(fates.rejected()).containsExactly(Map.entry("not_finite", 1L));
  }

  @Test
  void shouldCountTheFirstComplete_whenAnEarlierAttemptCompletesAfterIt() {
    log.define(round("r1").needing(1, "1"));
    log.apply(log.uploads("r1").summary("a", 1, 10, 0));
    log.upload("r1", "a", 2, 2, 10);
    log.apply(log.uploads("r1").summary("a", 1, 10, 1));
    log.apply(log.uploads("r1").seal("a", 1, 1, 10));
    log.after(WINDOW_MS);
    log.publish("r1");

    Fates fates = log.settle("r1").attempts();
    assertThat(fates.aggregated()).isEqualTo(1);
    assertThat(fates.duplicate()).isEqualTo(1);
    assertThat(only(log.effects, Effect.Roster.class).entries())
        .containsExactly(new AttemptReference("a", 2));
  }

  @Test
  void shouldBeLate_whenItCompletesAfterTheDecision() {
    log.define(round("r1").needing(1, "0"));
    log.join("r1", "b");
    log.upload("r1", "a");
    log.after(WINDOW_MS);

    log.upload("r1", "b");
    log.publish("r1");

    Fates fates = log.settle("r1").attempts();
    assertThat(fates.aggregated()).isEqualTo(1);
    assertThat(fates.late()).isEqualTo(1);
  }

  @Test
  void shouldCountNothingTwice_whenSealsAndTalliesNameItAgain() {
    log.define(round("r1").needing(1, "0"));
    log.upload("r1", "a");
    log.apply(log.uploads("r1").summary("b", 5, 10, 0));
    log.after(WINDOW_MS);
    log.publish("r1");
    Fates first = log.settle("r1").attempts();
    assertThat(first.aggregated()).isEqualTo(1);
    assertThat(first.incomplete()).isEqualTo(1);

    AttemptReference counted = new AttemptReference("a", 1);
    AttemptReference begun = new AttemptReference("b", 5);
    log.apply(log.uploads("r1").seal("a", 1, 1, 10));
    log.apply(log.uploads("r1").seal("b", 5, 1, 10));
    List<Effect> again = log.tally("r1", 1, List.of(counted, begun), List.of(counted, begun));

    Fates last = only(again, Effect.Settle.class).attempts();
    assertThat(last.received()).isEqualTo(2);
    assertThat(last.aggregated()).isEqualTo(1);
    assertThat(last.incomplete()).isZero();
    assertThat(last.late()).isEqualTo(1);
  }

  @Test
  void shouldRefuseTheFourth_whenThreeAttemptsWereSealedOrRefused() {
    log.define(round("r1").needing(1, "0"));
    for (int attempt = 1; attempt <= 3; attempt++) {
      // refused before its seal comes: it was tried all the same
      log.apply(log.uploads("r1").bad("a", attempt, "not_finite"));
      log.apply(log.uploads("r1").seal("a", attempt, attempt, 10));
    }

    log.upload("r1", "a", 4, 1, 10);
    log.upload("r1", "b", 4, 4, 10);

    assertThat(log.view("r1").completed()).isZero();
    assertThat(log.refusals())
        .containsExactly(
            "not_finite", "not_finite", "not_finite", "too_many_attempts", "too_many_attempts");
  }

  @Test
  void shouldLeaveAStoreItsAttempts_whenOthersWriteBadChunksInItsName() {
    log.define(round("r1").needing(1, "0"));
    for (int invented = 100; invented < 200; invented++) {
      log.apply(log.uploads("r1").bad("a", invented, "digest_mismatch"));
    }
    assertThat(log.rows.rows).hasSizeLessThanOrEqualTo(2 + 1);

    log.upload("r1", "a", 1, 1, 10);
    log.after(WINDOW_MS);

    assertThat(only(log.effects, Effect.Roster.class).entries())
        .containsExactly(new AttemptReference("a", 1));
    assertThat(log.refusals()).hasSize(100).containsOnly("digest_mismatch");
  }

  @Test
  void shouldKeepWhatTheStoreSealed_whenOthersBeginAttemptsInItsName() {
    log.define(round("r1").needing(1, "0"));
    log.apply(log.uploads("r1").seal("a", 1, 1, 10));
    for (int invented = 100; invented < 200; invented++) {
      log.apply(log.uploads("r1").summary("a", invented, 10, 0));
      log.apply(log.uploads("r1").bad("a", invented, "digest_mismatch"));
    }
    log.uploads("r1").summaries("a", 1, 10).forEach(log::apply);

    assertThat(log.view("r1").completed()).isEqualTo(1);
  }

  @Test
  void shouldLeaveRoomForStoresThatJoin_whenOthersMakeUpNames() {
    TermsDraft draft = round("r1").needing(1, "0");
    draft.maxCohort = 10;
    log.define(draft);
    for (int n = 0; n < 5_000; n++) {
      log.apply(log.uploads("r1").bad("nobody-" + n, 1, "digest_mismatch"));
    }
    assertThat(log.refusals()).contains("round_full");
    int refusals = log.refusals().size();

    log.upload("r1", "nobody-1", 2, 2, 10); // whose name was also made up
    log.join("r1", "a");
    log.upload("r1", "a");

    assertThat(log.refusals()).hasSize(refusals);
    assertThat(log.view("r1").completed()).isEqualTo(2);
  }

  @Test
  void shouldLeaveStoreAndAttemptAlone_whenASealIsNotBelieved() {
    log.define(round("r1").needing(1, "1"));
    for (int attempt = 1; attempt <= 4; attempt++) {
      log.apply(log.uploads("r1").forged("a", attempt, "bad_signature"));
      log.apply(log.uploads("r1").forged("ghost", attempt, "unsigned"));
    }
    assertThat(log.view("r1").participating()).isZero();
    assertThat(all(log.effects, Effect.Refused.class))
        .extracting(Effect.Refused::reason)
        .hasSize(8)
        .containsOnly("bad_signature", "unsigned");

    log.upload("r1", "a", 1, 1, 10);
    log.after(WINDOW_MS);

    assertThat(only(log.effects, Effect.Roster.class).entries())
        .containsExactly(new AttemptReference("a", 1));
    log.publish("r1");
    Fates fates = log.settle("r1").attempts();
    assertThat(fates.received()).isEqualTo(1);
    assertThat(fates.aggregated()).isEqualTo(1);
  }

  @Test
  void shouldForgetNobodysAttempts_whenAStoreBeginsTooMany() {
    log.define(round("r1").needing(1, "0"));
    for (int attempt = 1; attempt <= 1_000; attempt++) {
      log.apply(log.uploads("r1").summary("a", attempt, 10, 0));
    }
    log.after(WINDOW_MS);
    for (int attempt = 1; attempt <= 1_000; attempt++) {
      log.apply(log.uploads("r1").summary("x", attempt, 10, 0));
    }

    // per store 8 attempts are followed; a head and a line; 8 roots of "a"
    assertThat(log.rows.rows).hasSizeLessThanOrEqualTo(2 + 2 + 8);
  }

  @Test
  void shouldRefuse_whenTheChunksAreNotWhatWasSealed() {
    log.define(round("r1").needing(1, "0"));
    Uploads uploads = log.uploads("r1");
    uploads.summaries("a", 1, 10).forEach(log::apply);
    log.apply(uploads.seal("a", 1, 1, 10, 10, uploads.digest("a", 2), Map.of()));
    uploads.summaries("b", 1, 11).forEach(log::apply);
    log.apply(uploads.seal("b", 1, 1, 10));
    log.apply(uploads.summary("c", 1, 10, 0));
    log.apply(uploads.summary("c", 1, 11, 1));
    uploads.summaries("d", 1, 10).forEach(log::apply);
    log.apply(uploads.seal("d", 1, 1, 10, 99, uploads.digest("d", 1), Map.of()));

    assertThat(log.refusals())
        .containsExactly("digest_mismatch", "seal_mismatch", "weight_mismatch", "weight_mismatch");
    assertThat(log.view("r1").completed()).isZero();
  }

  @Test
  void shouldWeighByAMetric_whenTheTermsSaySo() {
    TermsDraft draft = round("r1").needing(1, "0");
    draft.weighting = new WeightRule(Kind.METRIC, "confidence");
    draft.maxWeight = 1 << 20;
    log.define(draft);
    Uploads uploads = log.uploads("r1");
    // 0.75 x 2^20 = 786432
    uploads.summaries("a", 1, 786_432).forEach(log::apply);
    Map<String, Double> metrics = Map.of("confidence", 0.75);
    log.apply(uploads.seal("a", 1, 1, 786_432, 5, uploads.digest("a", 1), metrics));
    log.apply(uploads.seal("b", 1, 1, 1, 5, uploads.digest("b", 1), Map.of("confidence", 2.0)));
    log.apply(uploads.seal("c", 1, 1, 1, 5, uploads.digest("c", 1), Map.of()));

    assertThat(log.view("r1").completed()).isEqualTo(1);
    assertThat(log.refusals()).containsExactly("bad_weight", "bad_weight");
  }

  @Test
  void shouldRefuseTheAttempt_whenASummaryCannotBeOfOnePartition() {
    TermsDraft draft = round("r1").needing(1, "0");
    draft.chunks = 7; // over 3 partitions: 3, 2 and 2
    log.define(draft);
    AttemptReference[] attempts = new AttemptReference[7];
    for (int i = 0; i < attempts.length; i++) {
      attempts[i] = new AttemptReference("s" + i, 1);
    }
    byte[] two = new byte[64];
    log.apply(summary(attempts[0], 1, 2, 20, new byte[63]));
    log.apply(summary(attempts[1], -1, 2, 20, two));
    log.apply(summary(attempts[2], 3, 2, 20, two));
    log.apply(summary(attempts[3], 1, 3, 20, new byte[96]));
    log.apply(summary(attempts[4], 1, Integer.MAX_VALUE, 20, two));
    log.apply(summary(attempts[5], 1, 2, -1, two));
    log.apply(summary(attempts[6], 1, 2, Long.MAX_VALUE, two));

    assertThat(log.refusals()).hasSize(7).containsOnly("bad_summary");
  }

  @Test
  void shouldAverageTheCohortsMetricsByRows_whenSettled() {
    log.define(round("r1").needing(1, "0"));
    Uploads uploads = log.uploads("r1");
    sealed(uploads, "a", 10, Map.of("loss", 1.0, "auc", Double.NaN));
    sealed(uploads, "b", 30, Map.of("loss", 2.0));
    log.after(WINDOW_MS);
    log.publish("r1");

    // (10 x 1 + 30 x 2) / 40
    assertThat(log.settle("r1").trainingMetrics()).containsExactly(Map.entry("loss", 1.75));
  }

  @Test
  void shouldSettle_whenStoresClaimMoreRowsThanALongHolds() {
    TermsDraft draft = round("r1").needing(1, "0");
    draft.weighting = new WeightRule(Kind.EQUAL, null);
    log.define(draft);
    Uploads uploads = log.uploads("r1");
    for (String store : List.of("a", "b", "c", "d")) {
      uploads.summaries(store, 1, 1).forEach(log::apply);
      log.apply(
          uploads.seal(store, 1, 1, 1, 1L << 62, uploads.digest(store, 1), Map.of("loss", 3.0)));
    }
    log.after(WINDOW_MS);
    log.publish("r1");

    assertThat(log.settle("r1").trainingMetrics()).containsExactly(Map.entry("loss", 3.0));
  }

  @Test
  void shouldWaitForAllPartitions_whenATallyIsOfNone() {
    log.define(round("r1"));
    log.apply(new RoundEvent.Cancel("r1", null));
    log.tally("r1", 0, List.of(), List.of());
    log.tally("r1", 1, List.of(), List.of());
    Fates unbalanced = new Fates(1, 0, 0, 0, 0, 0, 0, 0, Map.of());
    List<Effect> effects = new ArrayList<>();
    effects.addAll(log.tally("r1", 3, List.of(), List.of()));
    effects.addAll(log.tally("r1", -1, List.of(), List.of()));
    effects.addAll(
        log.apply(new RoundEvent.Tallied("r1", 2, unbalanced, Fates.NONE, List.of(), List.of())));
    assertThat(all(effects, Effect.Refused.class)).hasSize(3);
    assertThat(all(effects, Effect.Settle.class)).isEmpty();

    assertThat(log.tally("r1", 2, List.of(), List.of()))
        .hasAtLeastOneElementOfType(Effect.Settle.class);
  }

  private void sealed(Uploads uploads, String store, long rows, Map<String, Double> metrics) {
    uploads.summaries(store, 1, rows).forEach(log::apply);
    log.apply(uploads.seal(store, 1, 1, rows, rows, uploads.digest(store, 1), metrics));
  }

  private static RoundEvent summary(
      AttemptReference attempt, int first, int chunks, long bytes, byte[] roots) {
    return new RoundEvent.Summarised("r1", attempt, first, chunks, bytes, 10, 0, roots, null, null);
  }
}
