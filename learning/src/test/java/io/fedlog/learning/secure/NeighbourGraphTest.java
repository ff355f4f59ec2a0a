package io.fedlog.learning.secure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NeighbourGraphTest {
  private static final int STORES = 40;
  private static final int DEGREE = 8;

  @Test
  void shouldBeRegularAndMutual() {
    NeighbourGraph graph = graph(1, STORES, DEGREE);
    for (int store = 0; store < STORES; store++) {
      int own = store;
      assertThat(graph.of(store)).hasSize(DEGREE).isSorted().doesNotHaveDuplicates();
      assertThat(graph.of(store)).doesNotContain(store);
      assertThat(IntStream.of(graph.of(store)))
          .allMatch(other -> IntStream.of(graph.of(other)).anyMatch(back -> back == own));
    }
  }

  @Test
  void shouldKnowEachNeighboursPlace_andThatOthersHaveNone() {
    for (int degree : new int[] {DEGREE, STORES - 1}) {
      NeighbourGraph graph = graph(3, STORES, degree);
      for (int store = 0; store < STORES; store++) {
        int[] neighbours = graph.of(store);
        for (int other = 0; other < STORES; other++) {
          int expected = Arrays.binarySearch(neighbours, other);
          assertThat(graph.place(store, other)).isEqualTo(Math.max(-1, expected));
        }
      }
    }
  }

  /** A Harary graph of degree k stays connected whichever k - 1 stores are taken out. */
  @Test
  void shouldStayConnected_whicheverFewerThanItsDegreeAreGone() {
    Random random = new Random(5);
    for (int trial = 0; trial < 300; trial++) {
      NeighbourGraph graph = graph(trial, STORES, DEGREE);
      // A store and all but one of its neighbours' circle are the likeliest to fall apart.
      Set<Integer> gone = new HashSet<>();
      IntStream.of(graph.of(random.nextInt(STORES))).limit(DEGREE - 1).forEach(gone::add);

      assertThat(reachable(graph, gone)).isEqualTo(STORES - gone.size());
    }
  }

  @Test
  void shouldHaveEverybodyAsNeighbours_whenComplete() {
    NeighbourGraph graph = graph(1, 5, 4);

    assertThat(graph.of(0)).containsExactly(1, 2, 3, 4);
    assertThat(graph.of(2)).containsExactly(0, 1, 3, 4);
  }

  /**
   * Each of the others is a neighbour equally often. Over 4,000 seeds a count has mean 820.5 and a
   * deviation of 25.6; with 39 counts a bound of 6 deviations fails with a probability of 8e-8.
   */
  @Test
  void shouldDrawEverybodyEquallyOften() {
    int[] counts = new int[STORES];
    for (int seed = 0; seed < 4000; seed++) {
      for (int neighbour : graph(seed, STORES, DEGREE).of(0)) {
        counts[neighbour]++;
      }
    }
    double mean = 4000.0 * DEGREE / (STORES - 1);
    double deviation = Math.sqrt(mean * (1 - (double) DEGREE / (STORES - 1)));
    for (int store = 1; store < STORES; store++) {
      assertThat((double) counts[store]).isBetween(mean - 6 * deviation, mean + 6 * deviation);
    }
  }

  private static NeighbourGraph graph(int seed, int stores, int degree) {
    return new NeighbourGraph(
        new GroupSize(stores, stores, degree, 2, 2, 0),
        new Transcript("test").number(seed).sha256());
  }

  private static int reachable(NeighbourGraph graph, Set<Integer> gone) {
    int start =
        IntStream.range(0, STORES).filter(store -> !gone.contains(store)).findFirst().orElseThrow();
    Set<Integer> seen = new HashSet<>(Set.of(start));
    Deque<Integer> next = new ArrayDeque<>(seen);
    while (!next.isEmpty()) {
      for (int neighbour : graph.of(next.pop())) {
        if (!gone.contains(neighbour) && seen.add(neighbour)) {
          next.push(neighbour);
        }
      }
    }
    return seen.size();
  }
}
