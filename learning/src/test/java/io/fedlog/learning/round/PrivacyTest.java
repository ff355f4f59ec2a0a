package io.fedlog.learning.round;

import static io.fedlog.learning.round.RoundLog.all;
import static io.fedlog.learning.round.RoundLog.only;
import static io.fedlog.learning.round.TermsDraft.WINDOW_MS;
import static io.fedlog.learning.round.TermsDraft.round;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.learning.privacy.PrivacyBudget;
import io.fedlog.learning.privacy.PrivacyTerms;
import io.fedlog.learning.privacy.PrivacyTerms.Mode;
import io.fedlog.learning.privacy.PrivacyTerms.Noise;
import io.fedlog.learning.privacy.SpentPrivacy;
import io.fedlog.learning.privacy.UpdateNorm;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Budgets, costs and clipped updates. With Laplace noise and delta 0 epsilons simply add up. */
class PrivacyTest {
  /** Epsilon 100/200 = 0.5 of each store in the cohort. */
  private static final PrivacyTerms CENTRAL =
      new PrivacyTerms(Mode.CENTRAL, Noise.LAPLACE, 100, 200, 0);

  /** Epsilon 200/400 = 0.5 of each upload. */
  private static final PrivacyTerms LOCAL =
      new PrivacyTerms(Mode.LOCAL, Noise.LAPLACE, 100, 400, 0);

  private static final SpentPrivacy HALF = new SpentPrivacy(500_000_000_000L, 125_000_000_000L, 0);
  private static final SpentPrivacy ONE = new SpentPrivacy(1_000_000_000_000L, 250_000_000_000L, 0);

  private final RoundLog log = new RoundLog();

  @Test
  void shouldBeRefused_whenNoBudgetIsSet() {
    List<Effect> effects = log.define(round("r1").under(CENTRAL));

    assertThat(only(effects, Effect.DefinitionRefused.class).reason())
        .contains("no privacy budget is set", "epsilon 0.500000 at delta 0.0");
    assertThat(only(effects, Effect.Refused.class).reason()).isEqualTo("over_budget");
    assertThat(log.machine.roundIds(TermsDraft.MODEL)).isEmpty();
    assertThat(log.rows.rows).isEmpty();
  }

  @Test
  void shouldSpendOnTheCohort_whenDecided() {
    budget(1);
    log.define(round("r1").needing(2, "0").under(CENTRAL));
    log.upload("r1", "b");
    log.upload("r1", "a");
    log.join("r1", "idle");
    List<Effect> decided = log.after(WINDOW_MS);

    assertThat(only(decided, Effect.Charged.class))
        .isEqualTo(new Effect.Charged("r1", 1, CENTRAL, List.of("a", "b")));
    PrivacyAccount account = account(decided);
    assertThat(account.spent()).isEqualTo(HALF);
    assertThat(account.reserved()).isEqualTo(SpentPrivacy.none());
    assertThat(log.define(round("r2").under(CENTRAL))).noneMatch(Effect.Refused.class::isInstance);
  }

  @Test
  void shouldBeRefused_whenTheStoreWithMostCouldNotPay() {
    budget(1.2);
    complete("r1", CENTRAL, "a");
    complete("r2", CENTRAL, "a", "b");

    List<Effect> refused = log.define(round("r3").under(CENTRAL));

    assertThat(only(refused, Effect.DefinitionRefused.class).reason())
        .contains(
            "budget is epsilon 1.20000 at delta 0.0",
            "has spent epsilon 1.00000",
            "set aside 0.00000",
            "costs 0.500000",
            "would be 1.50000");
    budget(1.5);
    assertThat(log.define(round("r3").under(CENTRAL))).anyMatch(Effect.Open.class::isInstance);
  }

  @Test
  void shouldCountOpenRounds_whenSeveralAreAtOnce() {
    budget(1);
    log.define(round("r1").under(CENTRAL));
    List<Effect> second = log.define(round("r2").under(LOCAL));
    assertThat(account(second).reserved()).isEqualTo(ONE);

    assertThat(
            only(log.define(round("r3").under(CENTRAL)), Effect.DefinitionRefused.class).reason())
        .contains("set aside 1.00000");
    List<Effect> cancelled = log.apply(new RoundEvent.Cancel("r1", null));

    assertThat(account(cancelled).reserved()).isEqualTo(HALF);
    assertThat(account(cancelled).spent()).isEqualTo(SpentPrivacy.none());
    assertThat(log.define(round("r3").under(CENTRAL))).anyMatch(Effect.Open.class::isInstance);
  }

  @Test
  void shouldStaySpent_whenTheDecidedRoundFails() {
    budget(1);
    log.define(round("r1").under(CENTRAL));
    log.upload("r1", "a");
    log.after(WINDOW_MS);
    log.apply(new RoundEvent.FinaliseFailed("r1", 1, 0, "no memory"));

    assertThat(log.status("r1")).isEqualTo(RoundStatus.FAILED);
    assertThat(account(log.effects).spent()).isEqualTo(HALF);
  }

  @Test
  void shouldSpendOncePerRound_whenADefinitionComesAgain() {
    budget(0.5);
    log.define(round("r1").under(CENTRAL));

    assertThat(log.define(round("r1").under(CENTRAL))).isEmpty();
  }

  @Test
  void shouldRefuseTheAttempt_whenItsNormIsOverTheClip() {
    budget(5);
    log.define(round("r1").under(CENTRAL)); // two chunks in two partitions
    upload("a", new UpdateNorm(0, 50)); // 100 in all: exactly the clip
    List<Effect> over = upload("b", new UpdateNorm(0, 51));

    Effect.Refused refused = only(over, Effect.Refused.class);
    assertThat(refused.reason()).isEqualTo("over_norm");
    assertThat(refused.detail())
        .isEqualTo(
            "expected an L1 norm of at most 100 units of the grid, came 102; let the agent clip");
    assertThat(log.view("r1").completed()).isEqualTo(1);
  }

  @Test
  void shouldRefuseTheAttempt_whenItsNormIsNotSaid() {
    budget(5);
    log.define(round("r1").under(CENTRAL));
    log.apply(log.uploads("r1").bad("b", 1, "out_of_range")); // one that is bad need not say it
    RoundEvent.Summarised honest = log.uploads("r1").summary("a", 1, 1, 0);

    List<Effect> effects =
        log.apply(
            new RoundEvent.Summarised(
                "r1", honest.attempt(), 0, 1, 10, 1, 1, honest.chunkRoots(), null, null));

    assertThat(only(effects, Effect.Refused.class).reason()).isEqualTo("bad_summary");
    assertThat(log.refusals()).containsExactly("out_of_range", "bad_summary");
  }

  @Test
  void shouldNameTheKey_whenTheNoiseIsTheAggregators() {
    budget(5);
    log.define(round("r1").under(CENTRAL));
    log.upload("r1", "a");

    assertThat(only(log.after(WINDOW_MS), Effect.Decide.class).noiseKeyId()).isEqualTo("key");
    log.publish("r1");
    log.define(round("r2").under(LOCAL));
    log.upload("r2", "a");
    assertThat(only(log.after(WINDOW_MS), Effect.Decide.class).noiseKeyId()).isNull();
  }

  @Test
  void shouldBeRefused_whenTheAggregatorHasNoKeyForItsNoise() {
    budget(5);

    List<Effect> refused = log.apply(new RoundEvent.Defined(round("r1").under(CENTRAL).terms()));

    assertThat(only(refused, Effect.DefinitionRefused.class).reason())
        .contains("FL_NOISE_KEY_FILE", "the same file of 32 secret bytes");
    assertThat(log.apply(new RoundEvent.Defined(round("r1").under(LOCAL).terms())))
        .anyMatch(Effect.Open.class::isInstance);
  }

  @Test
  void shouldFail_whenChunksHaveNoiseOfAnotherKeyOrNone() {
    for (String came : new String[] {"other", null}) {
      RoundLog rounds = new RoundLog();
      rounds.apply(new RoundEvent.SetBudget(new PrivacyBudget(5, 0), "ann"));
      rounds.define(round("r1").under(CENTRAL));
      rounds.upload("r1", "a");
      rounds.after(WINDOW_MS);
      rounds.apply(new RoundEvent.Published("r1", 1, 0, new byte[32], 10, 1, 0, came));

      assertThat(rounds.status("r1")).isEqualTo(RoundStatus.FAILED);
      assertThat(rounds.view("r1").reason())
          .isEqualTo(
              came == null
                  ? "chunk 0 was made without noise, which the round asks for"
                  : "chunk 0 has noise of key other, the decision names key key: give all"
                      + " aggregators the same noise key");
    }
  }

  @Test
  void shouldTellTheKey_whenTheVersionIsComplete() {
    budget(5);
    complete("r1", CENTRAL, "a");

    assertThat(only(log.effects, Effect.Complete.class).noiseKeyId()).isEqualTo("key");
  }

  @Test
  void shouldBeRefused_whenARoundCannotBePrivate() {
    TermsDraft windows = round("r1").inWindows(2, 1).under(CENTRAL);
    assertThatThrownBy(windows::terms).hasMessageContaining("windows is", "none under privacy");
    TermsDraft noBase = round("r1").under(CENTRAL).from(0);
    assertThatThrownBy(noBase::terms).hasMessageContaining("base version is 0");
    TermsDraft weighed = round("r1").under(CENTRAL);
    weighed.weighting = new WeightRule(WeightRule.Kind.SAMPLES, null);
    assertThatThrownBy(weighed::terms).hasMessageContaining("EQUAL under privacy");
  }

  private void budget(double epsilon) {
    List<Effect> effects =
        log.apply(new RoundEvent.SetBudget(new PrivacyBudget(epsilon, 0), "ann"));
    assertThat(only(effects, Effect.BudgetSet.class).by()).isEqualTo("ann");
    assertThat(account(effects).budget()).isEqualTo(new PrivacyBudget(epsilon, 0));
  }

  private void complete(String roundId, PrivacyTerms privacy, String... stores) {
    log.define(round(roundId).under(privacy));
    for (String store : stores) {
      log.upload(roundId, store);
    }
    log.after(WINDOW_MS);
    log.publish(roundId);
    assertThat(log.status(roundId)).isEqualTo(RoundStatus.COMPLETED);
  }

  private List<Effect> upload(String store, UpdateNorm ofEach) {
    log.uploads("r1").summaries(store, 1, ofEach).forEach(log::apply);
    return log.apply(log.uploads("r1").seal(store, 1, 1, 10));
  }

  private static PrivacyAccount account(List<Effect> effects) {
    List<Effect.AccountChanged> changes = all(effects, Effect.AccountChanged.class);
    return changes.get(changes.size() - 1).account();
  }
}
