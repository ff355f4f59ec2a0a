package io.fedlog.learning.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.learning.secure.GroupTerms.Adversary;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * A malicious server on a sparse graph that names stores lost so as to cut some honest ones off
 * from all others: their sum would lie open.
 */
class OutcomeRulesTest {
  private static final int STORES = 800;
  private static final double DROP_OUT = 0.2;

  private final Group group = group();
  private final OutcomeRules rules = new OutcomeRules(group);
  private final GroupSize size = group.size();

  private static Group group() {
    List<Advertisement> members = new ArrayList<>();
    for (int i = 0; i < STORES; i++) {
      byte[] shareKey = new Transcript("share").number(i).sha256();
      byte[] maskKey = new Transcript("mask").number(i).sha256();
      members.add(new Advertisement("store-" + i, shareKey, maskKey, new byte[0]));
    }
    GroupTerms terms = GroupTerms.sparse(Adversary.MALICIOUS, DROP_OUT, 0.02);
    return new Group(new SecureTerms("round-1", 3, 10, 10, terms), members);
  }

  @Test
  void shouldBeSparse_soThatThereIsSomethingToCut() {
    assertThatCode(() -> rules.require(outcome(Set.of()))).doesNotThrowAnyException();
    assertThat(size.neighbours()).isLessThan(STORES / 2);
    assertThat(size.neighbours()).as("lost stores that cut").isLessThan(lostAtMost());
  }

  /** A store and those around it in the ring, up to r times k/2 places away, with a gap around. */
  @Test
  void shouldRefuse_everyStretchOfTheRingThatIsCutOff() {
    for (int store = 0; store < STORES; store++) {
      for (int radius = 0; radius <= 1; radius++) {
        Set<Integer> lost = around(store, radius);

        assertThat(lost).hasSizeLessThanOrEqualTo(lostAtMost());
        assertThatThrownBy(() -> rules.require(outcome(lost)))
            .isInstanceOf(RefusedException.class)
            .hasMessageContaining("neighbours left in round round-1");
      }
    }
  }

  /** Corrupt stores in the gap stay, as many as there may be in half a neighbourhood. */
  @Test
  void shouldRefuseThem_alsoWhenCorruptStoresInTheGapPretendToBeThere() {
    Random random = new Random(8);
    int corruptInGap = size.survivingNeighbours() - size.neighbours() / 2 - 1;
    for (int store = 0; store < STORES; store++) {
      List<Integer> gap = new ArrayList<>(around(store, random.nextInt(2)));
      Collections.shuffle(gap, random);
      Set<Integer> lost = new TreeSet<>(gap.subList(corruptInGap, gap.size()));

      assertThatThrownBy(() -> rules.require(outcome(lost))).isInstanceOf(RefusedException.class);
    }
  }

  /** A fifth may vanish; the chance that this costs the round is below 2^-20 for each draw. */
  @Test
  void shouldAllow_whatMayVanishByChance() {
    Random random = new Random(9);
    for (int trial = 0; trial < 200; trial++) {
      List<Integer> stores = new ArrayList<>(IntStream.range(0, STORES).boxed().toList());
      Collections.shuffle(stores, random);
      Set<Integer> lost = Set.copyOf(stores.subList(0, lostAtMost()));

      assertThatCode(() -> rules.require(outcome(lost))).doesNotThrowAnyException();
    }
  }

  private int lostAtMost() {
    return STORES - size.survivors();
  }

  private Set<Integer> around(int store, int radius) {
    Set<Integer> inside = new TreeSet<>(Set.of(store));
    for (int i = 0; i < radius; i++) {
      inside.addAll(neighboursOf(inside));
    }
    Set<Integer> gap = neighboursOf(inside);
    gap.removeAll(inside);
    return gap;
  }

  private Set<Integer> neighboursOf(Set<Integer> stores) {
    Set<Integer> all = new TreeSet<>();
    stores.forEach(store -> IntStream.of(group.neighboursOf(store)).forEach(all::add));
    return all;
  }

  private Outcome outcome(Set<Integer> lost) {
    StoreSet everybody = StoreSet.of(STORES, IntStream.range(0, STORES));
    StoreSet left =
        StoreSet.of(STORES, IntStream.range(0, STORES).filter(store -> !lost.contains(store)));
    return new Outcome(group.digest(), everybody, left);
  }
}
