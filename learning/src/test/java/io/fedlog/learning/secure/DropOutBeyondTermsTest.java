package io.fedlog.learning.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.learning.secure.GroupTerms.Adversary;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A sparse graph is made for so many lost stores and no more. When far more are lost, those that
 * are left fall into parts without a mask in common, and the sum of each part could be read. So
 * neither the server nor a store goes on then, however few {@code minStores} asks for.
 */
class DropOutBeyondTermsTest {

  @ParameterizedTest
  @CsvSource({"1000, 0, 0.3, 0.85, 100", "300, 0, 0.3, 0.85, 40", "100, 0.05, 0.33, 0.8, 10"})
  void shouldRefuseASumThatFallsApart_whenMoreAreLostThanTheTerms(
      int stores, double corrupt, double dropOut, double lost, int minStores) {
    GroupTerms terms = GroupTerms.sparse(Adversary.SEMI_HONEST, dropOut, corrupt);
    Group group = group(stores, new SecureTerms("round-1", minStores, 1, 1, terms));
    OutcomeRules rules = new OutcomeRules(group);
    int apart = 0;
    for (int trial = 0; trial < 50; trial++) {
      List<Integer> left = some(stores, (int) (stores * (1 - lost)), new Random(trial));
      StoreSet survivors = StoreSet.of(stores, left.stream().mapToInt(i -> i));
      apart += parts(group, new TreeSet<>(left)) > 1 ? 1 : 0;

      assertThat(survivors.size()).isGreaterThanOrEqualTo(minStores);
      assertThatThrownBy(() -> rules.connected(left))
          .hasMessageContaining(
              "are left in round round-1, %d are needed", group.size().survivors());
      assertThatThrownBy(
              () -> rules.require(new Outcome(group.digest(), everybody(stores), survivors)))
          .hasMessageContaining("are left in round round-1");
    }
    assertThat(apart).as("trials that fall apart").isPositive();
  }

  @ParameterizedTest
  @CsvSource({"1000, 0, 0.3, 100", "300, 0, 0.3, 40", "100, 0.05, 0.33, 10"})
  void shouldBeInOnePart_whenAsManyAreLostAsTheTermsAllow(
      int stores, double corrupt, double dropOut, int minStores) {
    GroupTerms terms = GroupTerms.sparse(Adversary.SEMI_HONEST, dropOut, corrupt);
    Group group = group(stores, new SecureTerms("round-1", minStores, 1, 1, terms));
    for (int trial = 0; trial < 50; trial++) {
      List<Integer> left = some(stores, group.size().survivors(), new Random(trial));

      assertThat(parts(group, new TreeSet<>(left))).isEqualTo(1);
      assertThat(new OutcomeRules(group).connected(left).size()).isEqualTo(left.size());
    }
  }

  private static Group group(int stores, SecureTerms terms) {
    List<Advertisement> members = new ArrayList<>();
    for (int i = 0; i < stores; i++) {
      byte[] shareKey = new Transcript("share").number(i).sha256();
      byte[] maskKey = new Transcript("mask").number(i).sha256();
      members.add(new Advertisement("store-" + i, shareKey, maskKey, new byte[0]));
    }
    return new Group(terms, members);
  }

  private static List<Integer> some(int stores, int count, Random random) {
    List<Integer> all =
        IntStream.range(0, stores).boxed().collect(Collectors.toCollection(ArrayList::new));
    Collections.shuffle(all, random);
    return all.subList(0, count);
  }

  private static StoreSet everybody(int stores) {
    return StoreSet.of(stores, IntStream.range(0, stores));
  }

  /** Into how many parts they fall that have no edge between them. */
  private static int parts(Group group, Set<Integer> left) {
    int parts = 0;
    while (!left.isEmpty()) {
      parts++;
      Deque<Integer> next = new ArrayDeque<>(List.of(left.iterator().next()));
      left.removeAll(next);
      while (!next.isEmpty()) {
        for (int neighbour : group.neighboursOf(next.pop())) {
          if (left.remove(neighbour)) {
            next.push(neighbour);
          }
        }
      }
    }
    return parts;
  }
}
