package io.fedlog.learning.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.learning.secure.GroupTerms.Adversary;
import io.fedlog.learning.secure.Refusal.Reason;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A store that is put back from an older copy of its state, as a virtual machine may be. What the
 * log has of its own tells it so, and it does nothing more.
 */
class RollbackTest {
  private static final String STORE = "store-0";
  private static final SecureTerms TERMS =
      new SecureTerms("round-1", 3, 4, 4, GroupTerms.complete(Adversary.MALICIOUS, 0.29, 0.29));

  private RoundOnLog log;
  private byte[] atFirst;
  private byte[] afterJoining;
  private byte[] afterMasking;

  @BeforeEach
  void play() {
    log = new RoundOnLog(TERMS, 7, new Random(5));
    atFirst = log.stores.get(STORE).save();
    log.stores.keySet().forEach(log::advertise);
    log.group = log.server.closeGroup();
    log.stores.keySet().forEach(log::share);
    log.stores.keySet().forEach(log::takeShares);
    afterJoining = log.stores.get(STORE).save();
    log.sharers = log.server.closeSharers();
    log.stores.keySet().forEach(store -> log.mask(store, 1));
    afterMasking = log.stores.get(STORE).save();
    log.outcome = log.server.closeSurvivors();
    log.stores.keySet().forEach(log::confirm);
  }

  private static StoreSession restored(byte[] saved) {
    return StoreSession.restore(
        saved, TERMS, TestSignatures.signer(STORE), TestSignatures.verifier());
  }

  private MaskSeal ownSeal() {
    return log.seals.get(log.group.ordinalOf(STORE));
  }

  /** Why it matters: under the same masks, the difference of two updates is plain to see. */
  @Test
  void shouldShowTheDifferenceOfTwoUpdates_whenItIsNotTold() {
    long[] other = {11, 22, 33, 44};
    StoreSession older = restored(afterJoining);
    older.join(log.group);
    long[] again =
        older.mask(log.sharers, UpdateDigest.of(TERMS, 1, i -> other)).chunk(0, other).values();

    long[] first = log.chunks.get(log.group.ordinalOf(STORE)).values();
    long[] update = log.updates.get(STORE);
    assertThat(IntStream.range(0, 4).mapToLong(i -> again[i] - first[i]).toArray())
        .isEqualTo(IntStream.range(0, 4).mapToLong(i -> other[i] - update[i]).toArray());
  }

  @Test
  void shouldMaskNoSecondUpdate_whenTheLogHasItsSeal() {
    StoreSession older = restored(afterJoining);

    assertForgotten(() -> older.recall(ownSeal()));
    assertForgotten(() -> older.join(log.group));
    assertForgotten(() -> older.mask(log.sharers, log.digest(STORE)));
  }

  @Test
  void shouldConfirmNoSecondOutcome_whenTheLogHasItsConfirmation() {
    StoreSession older = restored(afterMasking);
    older.join(log.group);
    Outcome second =
        new Outcome(
            log.group.digest(), log.sharers, StoreSet.of(7, IntStream.of(0, 1, 2, 3, 4, 5)));

    assertForgotten(() -> older.recall(log.confirmations.get(0)));
    assertForgotten(() -> older.confirm(second, log.seals));
    assertForgotten(() -> older.reveal(log.confirmations));
  }

  /** Where stores confirm nothing, the shares that it revealed tell it. */
  @Test
  void shouldConfirmNoSecondOutcome_whenTheLogHasWhatItRevealed() {
    StoreSession older = restored(afterMasking);

    assertForgotten(() -> older.recall(log.stores.get(STORE).reveal(log.confirmations)));
    assertForgotten(() -> older.join(log.group));
  }

  @Test
  void shouldJoinNoSecondGroup_whenTheLogHasItsShares() {
    StoreSession older = restored(atFirst);

    assertForgotten(() -> older.recall(log.dealt.get(log.group.ordinalOf(STORE))));
    assertForgotten(() -> older.join(log.group));
  }

  @Test
  void shouldGoOn_whenItRemembersAllThatTheLogHas() {
    StoreSession same = restored(log.stores.get(STORE).save());
    same.recall(log.dealt.get(log.group.ordinalOf(STORE)));
    same.recall(ownSeal());
    same.recall(log.confirmations.get(log.group.ordinalOf(STORE)));

    assertThat(same.join(log.group).boxes())
        .isEqualTo(log.dealt.get(log.group.ordinalOf(STORE)).boxes());
    assertThat(same.mask(log.sharers, log.digest(STORE)).seal().weight())
        .isEqualTo(ownSeal().weight());
  }

  /** An update that is refused leaves no trace, and the one agreed to is masked as ever. */
  @Test
  void shouldRememberNothing_ofWhatItRefuses() {
    StoreSession same = restored(afterMasking);
    same.join(log.group);
    StoreSet others = StoreSet.of(7, IntStream.range(0, 6));
    UpdateDigest other = UpdateDigest.of(TERMS, 1, i -> new long[4]);

    assertThatThrownBy(() -> same.mask(others, log.digest(STORE))).hasMessageContaining("SHARERS");
    assertThatThrownBy(() -> same.mask(log.sharers, other)).hasMessageContaining("UPDATE");
    assertThat(Arrays.equals(same.save(), afterMasking)).isTrue();
  }

  private static void assertForgotten(ThrowingCallable action) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.refusal().reason()).isEqualTo(Reason.FORGOTTEN));
  }
}
