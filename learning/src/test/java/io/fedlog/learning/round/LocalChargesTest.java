package io.fedlog.learning.round;

import static io.fedlog.learning.round.RoundLog.all;
import static io.fedlog.learning.round.RoundLog.only;
import static io.fedlog.learning.round.TermsDraft.WINDOW_MS;
import static io.fedlog.learning.round.TermsDraft.round;
import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.learning.privacy.PrivacyBudget;
import io.fedlog.learning.privacy.PrivacyTerms;
import io.fedlog.learning.privacy.PrivacyTerms.Mode;
import io.fedlog.learning.privacy.PrivacyTerms.Noise;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Updates with the stores' own noise, at epsilon 200/400 = 0.5 each of Laplace noise, which simply
 * adds up at delta 0. Rounds have two chunks in two partitions.
 */
class LocalChargesTest {
  private static final PrivacyTerms LOCAL =
      new PrivacyTerms(Mode.LOCAL, Noise.LAPLACE, 100, 400, 0);

  private final RoundLog log = new RoundLog();

  @BeforeEach
  void setBudget() {
    log.apply(new RoundEvent.SetBudget(new PrivacyBudget(50, 0), "ann"));
  }

  @Test
  void shouldPayOnce_whenTheSameUpdateIsSentAgain() {
    log.define(round("r1").under(LOCAL));
    log.join("r1", "a");
    send("a", 1, 1, true);
    send("a", 2, 1, true); // another attempt with the first one's bytes
    send("a", 3, 1, true);

    assertThat(cancelled("r1")).containsExactly("a");
    assertThat(epsilon()).isEqualTo(0.5);
  }

  @Test
  void shouldPayOnce_whenTheFirstAttemptWasTorn() {
    log.define(round("r1").under(LOCAL));
    log.join("r1", "a");
    log.apply(log.uploads("r1").summary("a", 1, 1, 0)); // one of two partitions
    send("a", 2, 1, true);

    assertThat(cancelled("r1")).containsExactly("a");
  }

  @Test
  void shouldPayForEach_whenUpdatesDiffer() {
    log.define(round("r1").under(LOCAL));
    log.join("r1", "a", "b", "idle");
    send("a", 1, 1, true);
    send("a", 2, 2, true);
    send("a", 3, 3, true);
    send("b", 1, 1, false); // never sealed

    assertThat(cancelled("r1")).containsExactly("a", "a", "a", "b");
    assertThat(epsilon()).isEqualTo(1.5);
  }

  @Test
  void shouldPayForBoth_whenATornUpdateWasTrainedAnew() {
    log.define(round("r1").under(LOCAL));
    log.join("r1", "a");
    send("a", 1, 1, false);
    send("a", 2, 2, true);

    assertThat(cancelled("r1")).containsExactly("a", "a");
  }

  @Test
  void shouldSpendAtOnce_whenASecondUpdateIsSeen() {
    log.apply(new RoundEvent.SetBudget(new PrivacyBudget(1, 0), "ann"));
    log.define(round("r1").under(LOCAL));
    log.join("r1", "a");
    send("a", 1, 1, true);
    assertThat(all(log.effects, Effect.Charged.class)).isEmpty(); // it is what was set aside
    send("a", 2, 2, true);

    assertThat(log.status("r1").isOpen()).isTrue();
    assertThat(epsilon()).isEqualTo(0.5);
    assertThat(only(log.define(round("r2").under(LOCAL)), Effect.DefinitionRefused.class).reason())
        .contains("has spent epsilon 0.500000", "set aside 0.500000", "would be 1.50000");
  }

  @Test
  void shouldCostNobody_whenStrangersWriteChunks() {
    log.define(round("r1").under(LOCAL));
    for (int n = 0; n < 40; n++) {
      log.apply(log.uploads("r1").bad("made-up", n, "out_of_range"));
      log.apply(log.uploads("r1").summary("made-up-" + n, n, 1, 0));
    }
    log.apply(new RoundEvent.Cancel("r1", null));
    log.apply(log.uploads("r1").summary("made-up-too-late", 1, 1, 0));
    log.tally("r1", 0, List.of(new AttemptReference("made-up-by-tally", 1)), List.of());

    assertThat(all(log.effects, Effect.Charged.class)).isEmpty();
    assertThat(epsilon()).isZero();
  }

  @Test
  void shouldCostOneUpdateMore_whenOthersWriteManyChunksInAStoresName() {
    log.define(round("r1").under(LOCAL));
    log.join("r1", "a");
    send("a", 1, 1, true);
    for (int n = 2; n < 40; n++) {
      log.apply(log.uploads("r1").summary("a", n, 1, 0));
    }

    assertThat(cancelled("r1")).containsExactly("a", "a");
  }

  @Test
  void shouldPay_whenAStoreThatMayNotJoinHasSealed() {
    log.define(round("r1").asking(1).under(LOCAL));
    log.apply(new RoundEvent.Targeted("r1", 0, List.of("asked")));
    send("other", 1, 1, true);

    assertThat(log.refusals()).contains("not_targeted");
    assertThat(cancelled("r1")).containsExactly("other");
  }

  @Test
  void shouldPay_whenAnUpdateComesAfterTheEnd() {
    log.define(round("r1").under(LOCAL));
    log.join("r1", "named", "silent");
    log.upload("r1", "a");
    log.after(WINDOW_MS);
    log.publish("r1");
    log.upload("r1", "late"); // before all is counted
    log.upload("r1", "a"); // the same again
    Effect.Settle settled = log.settle("r1");
    assertThat(settled.charges()).isEqualTo(1);
    log.apply(log.uploads("r1").seal("later", 4, 1, 10));

    AttemptReference late = new AttemptReference("late", 1);
    AttemptReference named = new AttemptReference("named", 9);
    AttemptReference stranger = new AttemptReference("stranger", 9);
    List<Effect> again = log.tally("r1", 1, List.of(named), List.of(late, named, stranger));

    assertThat(only(again, Effect.Charged.class).storeIds())
        .containsExactly("a", "late", "later", "named");
    assertThat(log.tally("r1", 1, List.of(named), List.of(late, named, stranger)))
        .noneMatch(Effect.AccountChanged.class::isInstance);
    assertThat(epsilon()).isEqualTo(0.5);
  }

  @Test
  void shouldTellTheMostThatOneStoreSpent_whenItSentTwoUpdates() {
    log.define(round("r1").under(LOCAL));
    send("a", 1, 1, true);
    send("a", 2, 2, true);
    log.apply(new RoundEvent.Cancel("r1", null));

    assertThat(log.settle("r1").charges()).isEqualTo(2);
  }

  @Test
  void shouldTellBeforeTheDefinitionIsForgotten_whenTheRoundIsRetired() {
    log.define(round("r1").under(LOCAL));
    log.apply(new RoundEvent.Cancel("r1", null));
    log.settle("r1");
    log.apply(log.uploads("r1").seal("late", 4, 1, 10));

    List<Effect> retired = log.apply(new RoundEvent.Retire("r1"));

    assertThat(retired).extracting(Object::getClass).contains(Effect.Charged.class);
    assertThat(retired.indexOf(only(retired, Effect.Charged.class)))
        .isLessThan(retired.indexOf(only(retired, Effect.Close.class)));
  }

  /** An attempt with the contents of another, numbered by that one. */
  private void send(String store, long attempt, long contents, boolean sealed) {
    for (RoundEvent.Summarised of : log.uploads("r1").summaries(store, contents, 10)) {
      log.apply(
          new RoundEvent.Summarised(
              "r1",
              new AttemptReference(store, attempt),
              of.firstChunk(),
              of.chunks(),
              of.bytes(),
              of.weight(),
              of.baseVersion(),
              of.chunkRoots(),
              null,
              null));
    }
    byte[] root = log.uploads("r1").seal(store, contents, 1, 10).rootDigest();
    if (sealed) {
      log.apply(log.uploads("r1").seal(store, attempt, (int) attempt, 1, 0, root, Map.of()));
    }
  }

  private List<String> cancelled(String roundId) {
    return only(log.apply(new RoundEvent.Cancel(roundId, null)), Effect.Charged.class).storeIds();
  }

  private double epsilon() {
    List<Effect.AccountChanged> changes = all(log.effects, Effect.AccountChanged.class);
    return changes.get(changes.size() - 1).account().spent().pureEpsilon() / 1e12;
  }
}
