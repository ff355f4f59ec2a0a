package io.fedlog.learning.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.learning.secure.DealtShares;
import io.fedlog.learning.secure.Group;
import io.fedlog.learning.secure.GroupTerms;
import io.fedlog.learning.secure.GroupTerms.Adversary;
import io.fedlog.learning.secure.SecureTerms;
import io.fedlog.learning.secure.StoreSet;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A round that masks and could be decided, were not too many of its five stores lost. */
class SecureShortfallTest {
  private static final SecureTerms PROTOCOL =
      new SecureTerms("r", 3, 11, 4, GroupTerms.complete(Adversary.SEMI_HONEST, 0.3, 0.2));

  private final Round round = new Round(terms(), 1_000_000, 0);
  private final SecureState secure = round.secure;
  private final SecurePhases phases = phases();
  private final List<SecureStore> stores =
      IntStream.range(0, 5)
          .mapToObj(
              i ->
                  new SecureStore(
                      "store-" + i, PROTOCOL, 1, false, (s, m, g) -> true, new Random(i)))
          .toList();
  private StoreSet sharers;

  @BeforeEach
  void share() {
    stores.forEach(store -> accept(store.keys()));
    Group group = secure.closeGroup();
    List<DealtShares> dealt = stores.stream().map(store -> store.deal(group)).toList();
    dealt.forEach(shares -> accept(new SecureRecord.Dealt(shares)));
    dealt.forEach(shares -> stores.forEach(store -> store.take(shares)));
    sharers = secure.closeSharers();
  }

  /** A text that is worked out anew is another object. */
  @Test
  void shouldAskOnce_whileTheSameUpdatesAreIn() {
    seal(0, 1, 2);
    assertThat(phases.closeSurvivors(round, secure)).isFalse();
    String first = secure.missing;

    assertThat(first).isEqualTo("3 stores are left in round r, 4 are needed");
    assertThat(phases.closeSurvivors(round, secure)).isFalse();
    assertThat(secure.missing).isSameAs(first);
  }

  @Test
  void shouldAskAnew_whenAnotherUpdateIsIn() {
    seal(0, 1, 2);
    assertThat(phases.closeSurvivors(round, secure)).isFalse();
    seal(3);

    assertThat(phases.closeSurvivors(round, secure)).isTrue();
    assertThat(secure.missing).isNull();
  }

  /** One neighbour is too few for either of the two that have sent theirs. */
  @Test
  void shouldAskAnew_whenAStoreIsTakenOut() {
    seal(0, 1, 2);
    assertThat(phases.closeSurvivors(round, secure)).isFalse();
    secure.withdraw("store-0");

    assertThat(phases.closeSurvivors(round, secure)).isFalse();
    assertThat(secure.missing).isEqualTo("0 stores are left in round r, 4 are needed");
  }

  private void seal(int... places) {
    for (int place : places) {
      assertThat(secure.accept(stores.get(place).seal(sharers))).isEmpty();
    }
  }

  private void accept(SecureRecord record) {
    assertThat(secure.accept(record, remark -> {})).isEmpty();
  }

  private static SecurePhases phases() {
    ModelLine line = new ModelLine(TermsDraft.MODEL);
    Rows rows = new Rows(RowSink.NONE);
    List<Effect> effects = new ArrayList<>();
    Charging charging = new Charging(RandomLog.PARTITIONS, line, rows, effects);
    return new Conclusion(line, new Stamp(0, 1_000_000), rows, charging, effects).secure();
  }

  private static RoundTerms terms() {
    return new RoundTerms(
            "r",
            TermsDraft.MODEL,
            5,
            1,
            3,
            BigDecimal.ONE,
            20_000,
            90_000,
            false,
            3,
            3L * TermsDraft.CHUNK_BYTES,
            true,
            1,
            new WeightRule(WeightRule.Kind.EQUAL, null),
            1,
            20,
            null)
        .masked(new MaskingTerms(PROTOCOL, 10_000, 0));
  }
}
