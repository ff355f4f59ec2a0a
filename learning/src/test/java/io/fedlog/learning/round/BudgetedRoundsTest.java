package io.fedlog.learning.round;

import static io.fedlog.learning.round.RoundLog.all;
import static io.fedlog.learning.round.RoundLog.only;
import static io.fedlog.learning.round.TermsDraft.round;
import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.learning.privacy.PrivacyBudget;
import io.fedlog.learning.privacy.PrivacyTerms;
import io.fedlog.learning.privacy.PrivacyTerms.Mode;
import io.fedlog.learning.privacy.PrivacyTerms.Noise;
import io.fedlog.learning.privacy.SpentPrivacy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** While a model type has a budget, nothing is published of its stores that no budget counts. */
class BudgetedRoundsTest {
  private static final PrivacyTerms CENTRAL =
      new PrivacyTerms(Mode.CENTRAL, Noise.LAPLACE, 100, 200, 0);

  private final RoundLog log = new RoundLog();

  @Test
  void shouldRefuseRoundsWithoutPrivacy_whileThereIsABudget() {
    budget(new PrivacyBudget(1, 0));

    assertThat(only(log.define(round("r1")), Effect.DefinitionRefused.class).reason())
        .contains("has a privacy budget", "no privacy mode", "withdraw the budget first");
    budget(null);
    assertThat(log.define(round("r1"))).anyMatch(Effect.Open.class::isInstance);
  }

  /** Its windows would go on for ever, and no budget would count them. */
  @Test
  void shouldEndARoundOfWindows_whenABudgetIsSet() {
    log.define(round("r1").inWindows(2, 3));
    log.uploadFrom(7, "r1", "a", 1);

    budget(new PrivacyBudget(1, 0));
    log.uploadFrom(7, "r1", "b", 1);

    assertThat(log.status("r1").isOver()).isTrue();
    assertThat(log.view("r1").version()).isZero();
  }

  @Test
  void shouldKeepWhatWasSpent_whenTheBudgetIsWithdrawn() {
    budget(new PrivacyBudget(1, 0));
    log.define(round("r1").under(CENTRAL));
    log.upload("r1", "a");
    log.after(TermsDraft.WINDOW_MS);
    log.publish("r1");

    List<Effect> withdrawn = budget(null);

    assertThat(only(withdrawn, Effect.BudgetSet.class).by()).isEqualTo("ann");
    PrivacyAccount account = only(withdrawn, Effect.AccountChanged.class).account();
    assertThat(account.budget()).isNull();
    assertThat(account.spent())
        .isEqualTo(new SpentPrivacy(500_000_000_000L, 125_000_000_000L, 0)); // 100/200
    assertThat(
            only(log.define(round("r2").under(CENTRAL)), Effect.DefinitionRefused.class).reason())
        .contains("no privacy budget is set");

    RoundMachine restored = new RoundMachine(RoundLog.PARTITIONS, RowSink.NONE);
    restored.restore(List.copyOf(log.rows.rows.entrySet()));
    List<Effect> again =
        restored.apply(
            TermsDraft.MODEL,
            new RoundEvent.SetBudget(new PrivacyBudget(0.9, 0), "eve"),
            new Stamp(9_999, log.now));
    assertThat(only(again, Effect.AccountChanged.class).account().spent())
        .isEqualTo(account.spent());
  }

  @Test
  void shouldTakeWhatNoStoreMade_whileThereIsABudget() {
    budget(new PrivacyBudget(1, 0));
    log.define(round("r1").asking(1));
    log.apply(new RoundEvent.Targeted("r1", 0, List.of(RoundTerms.COORDINATOR)));
    assertThat(log.status("r1").isOpen()).isTrue();

    log.define(round("r2").asking(1));
    log.apply(new RoundEvent.Targeted("r2", 0, List.of("store-1")));

    assertThat(log.status("r2")).isEqualTo(RoundStatus.FAILED);
    assertThat(log.view("r2").reason()).contains("expected no target but coordinator");
  }

  @Test
  void shouldRefuseTheSeal_whenItTellsOfRowsUnderPrivacy() {
    budget(new PrivacyBudget(5, 0));
    log.define(round("r1").under(CENTRAL));
    Uploads uploads = log.uploads("r1");
    RoundEvent.Sealed honest = uploads.seal("a", 1, 1, 0);
    RoundEvent.Sealed loss =
        uploads.seal("b", 1, 1, 1, 0, honest.rootDigest(), Map.of("loss", 0.25));
    RoundEvent.Sealed rows =
        new RoundEvent.Sealed(
            "r1",
            new AttemptReference("c", 1),
            1,
            honest.chunkCount(),
            honest.updateBytes(),
            honest.baseVersion(),
            1,
            honest.rootDigest(),
            7043,
            Map.of(),
            null,
            null);

    assertThat(log.apply(honest)).noneMatch(Effect.Refused.class::isInstance);
    assertThat(only(log.apply(loss), Effect.Refused.class).detail())
        .isEqualTo(
            "expected training_samples 0 and no metrics in a round under privacy, came 0 and 1"
                + " metrics");
    assertThat(only(log.apply(rows), Effect.Refused.class).detail()).contains("came 7043 and 0");
    assertThat(log.refusals()).containsOnly("bad_seal");
  }

  private List<Effect> budget(PrivacyBudget budget) {
    List<Effect> effects = log.apply(new RoundEvent.SetBudget(budget, "ann"));
    assertThat(all(effects, Effect.AccountChanged.class)).hasSize(1);
    return effects;
  }
}
