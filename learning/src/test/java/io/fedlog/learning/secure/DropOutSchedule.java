package io.fedlog.learning.secure;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.learning.secure.GroupTerms.Adversary;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A round that a seed makes up: its sizes and updates, who leaves for good in which phase (up to a
 * third of the stores), and who is killed and comes back between phases.
 */
final class DropOutSchedule {
  /** When a store is gone. */
  private enum Leaves {
    BEFORE_ADVERTISING,
    BEFORE_SHARING,
    BEFORE_MASKING,
    WHILE_MASKING,
    BEFORE_CONFIRMING,
    BEFORE_REVEALING,
    NEVER
  }

  private final Random random;
  private final double dropOut;
  private final RoundOnLog round;
  private final Map<String, Leaves> fates = new HashMap<>();

  /**
   * @param dropOut the share of the stores that its terms let vanish
   */
  DropOutSchedule(int seed, double dropOut) {
    this.dropOut = dropOut;
    random = new Random(seed);
    int count = 4 + random.nextInt(7);
    Adversary adversary = random.nextBoolean() ? Adversary.MALICIOUS : Adversary.SEMI_HONEST;
    double corrupt = random.nextInt(3) * 0.1;
    GroupTerms group = new GroupTerms(adversary, random.nextBoolean(), 40, 20, dropOut, corrupt);
    int chunkValues = 1 + random.nextInt(40);
    SecureTerms terms =
        new SecureTerms("round-" + seed, 3, 1 + random.nextInt(100), chunkValues, group);
    round = new RoundOnLog(terms, count, random);
    List<String> stores = new ArrayList<>(round.stores.keySet());
    Collections.shuffle(stores, random);
    int leaving = random.nextInt(count / 3 + 1);
    for (int i = 0; i < count; i++) {
      Leaves fate = i < leaving ? Leaves.values()[random.nextInt(6)] : Leaves.NEVER;
      fates.put(stores.get(i), fate);
    }
  }

  RoundOnLog round() {
    return round;
  }

  /**
   * @throws RefusedException when the round fails by name
   */
  void play() {
    there(Leaves.BEFORE_ADVERTISING).forEach(round::advertise);
    round.group = round.server.closeGroup();
    there(Leaves.BEFORE_SHARING).forEach(round::share);
    round.sharers = round.server.closeSharers();
    there(Leaves.BEFORE_SHARING).forEach(round::takeShares);
    for (String store : there(Leaves.BEFORE_MASKING)) {
      if (round.sharers.contains(round.group.ordinalOf(store))) {
        int chunks = round.terms.chunks();
        boolean leaves = fates.get(store) == Leaves.WHILE_MASKING;
        round.mask(store, leaves ? random.nextInt(chunks) : chunks);
      }
    }
    round.outcome = round.server.closeSurvivors();
    inSum(there(Leaves.BEFORE_CONFIRMING)).forEach(round::confirm);
    inSum(there(Leaves.BEFORE_REVEALING)).forEach(round::reveal);
    if (!round.server.isRecoverable()) {
      round.server.unmask();
    }
  }

  /** Whether so many stores cannot withstand what the terms name, so that there is no group. */
  boolean isMisfit() {
    return round.group == null && round.terms.group().fit(round.advertisements.size()).isEmpty();
  }

  /** Whether more of the group leave before their update is whole than the terms allow. */
  boolean isBeyondTheTerms() {
    long gone =
        round.advertisements.stream()
            .filter(member -> fates.get(member.store()).compareTo(Leaves.WHILE_MASKING) <= 0)
            .count();
    return gone > Math.floor(dropOut * round.advertisements.size());
  }

  /** Nobody ever sees shares of both secrets of a store. */
  void assertOneKindOfShares() {
    Map<Integer, ShareKind> kinds = new HashMap<>();
    for (Reveal reveal : round.reveals) {
      for (Reveal.Share share : reveal.shares()) {
        assertThat(kinds.merge(share.dealer(), share.kind(), (old, now) -> old))
            .isEqualTo(share.kind());
      }
    }
  }

  /** Who has not left when a phase begins, in some order, some of them only just started again. */
  private List<String> there(Leaves phase) {
    List<String> there = new ArrayList<>();
    for (String store : round.stores.keySet()) {
      if (fates.get(store).compareTo(phase) > 0) {
        there.add(store);
        if (random.nextInt(4) == 0) {
          round.restart(store);
        }
      }
    }
    Collections.shuffle(there, random);
    return there;
  }

  private List<String> inSum(List<String> stores) {
    return stores.stream().filter(round.survivors()::contains).toList();
  }
}
