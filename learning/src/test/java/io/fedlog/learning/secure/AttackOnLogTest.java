package io.fedlog.learning.secure;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.learning.secure.Attacker.Stripped;
import io.fedlog.learning.secure.GroupTerms.Adversary;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The log keeps what it is given. One who has all of it, the server's part and the secrets of
 * threshold - 1 stores, whichever, reads neither a survivor's update nor one that came late from a
 * store declared lost. With one store more the same attack succeeds, so these tests can fail.
 */
class AttackOnLogTest {
  private static final String LATE = "store-2";
  private static final String LOST = "store-5";

  private enum Graph {
    COMPLETE(7, GroupTerms.complete(Adversary.MALICIOUS, 0.29, 0.29)),
    SPARSE(12, new GroupTerms(Adversary.SEMI_HONEST, false, 10, 10, 0.2, 0.2));

    private final int stores;
    private final GroupTerms terms;

    Graph(int stores, GroupTerms terms) {
      this.stores = stores;
      this.terms = terms;
    }
  }

  private RoundOnLog log;
  private int late;

  /** Two stores are lost after sharing; the update of one of them comes when all is over. */
  private void play(Graph graph) {
    SecureTerms terms = new SecureTerms("round-1", 3, 40, 40, graph.terms);
    log = new RoundOnLog(terms, graph.stores, new Random(graph.ordinal()));
    log.stores.keySet().forEach(log::advertise);
    log.group = log.server.closeGroup();
    assertThat(log.group.size().isComplete()).isEqualTo(graph == Graph.COMPLETE);
    log.stores.keySet().forEach(log::share);
    log.stores.keySet().forEach(log::takeShares);
    log.sharers = log.server.closeSharers();
    for (String store : log.stores.keySet()) {
      if (!store.equals(LATE) && !store.equals(LOST)) {
        log.mask(store, terms.chunks());
      }
    }
    log.finish();
    assertThat(log.unmaskedSum()).isEqualTo(log.plainSum());
    late = log.group.ordinalOf(LATE);

    Masking masking = log.masking(LATE);
    log.chunks.add(masking.chunk(0, log.chunk(LATE, 0)));
    assertThat(log.server.accept(masking.seal()))
        .map(Refusal::reason)
        .contains(Refusal.Reason.WRONG_PHASE);
  }

  @ParameterizedTest
  @EnumSource(Graph.class)
  void shouldNotReadALateUpdate_withAnyStoresButOneTooFew(Graph graph) {
    play(graph);
    int threshold = log.group.size().threshold();
    for (Set<Integer> stolen : stores(threshold - 1, without(late))) {
      Attacker attacker = new Attacker(log, stolen);

      assertThat(attacker.secret(late, ShareKind.MASK_KEY)).as("is on the log").isPresent();
      assertThat(attacker.secret(late, ShareKind.SELF_MASK)).isEmpty();
      Stripped left = attacker.strip(late, lastChunk(LATE));
      assertThat(left.unknown()).containsExactly(late);
      assertThat(left.values()).isNotEqualTo(log.updates.get(LATE));
    }
  }

  @ParameterizedTest
  @EnumSource(Graph.class)
  void shouldReadALateUpdate_withAsManyNeighboursAsTheThreshold(Graph graph) {
    play(graph);
    int[] neighbours = log.group.neighboursOf(late);
    for (Set<Integer> stolen : stores(log.group.size().threshold(), neighbours)) {
      Stripped left = new Attacker(log, stolen).strip(late, lastChunk(LATE));

      assertThat(left.unknown()).isEmpty();
      assertThat(left.values()).isEqualTo(log.updates.get(LATE));
    }
  }

  @ParameterizedTest
  @EnumSource(Graph.class)
  void shouldNotReadASurvivorsUpdate_withAnyStoresButOneTooFew(Graph graph) {
    play(graph);
    String victim = "store-0";
    int survivor = log.group.ordinalOf(victim);
    int threshold = log.group.size().threshold();
    for (Set<Integer> stolen : stores(threshold - 1, without(survivor))) {
      Attacker attacker = new Attacker(log, stolen);

      assertThat(attacker.secret(survivor, ShareKind.SELF_MASK)).as("is on the log").isPresent();
      assertThat(attacker.secret(survivor, ShareKind.MASK_KEY)).isEmpty();
      Stripped left = attacker.strip(survivor, lastChunk(victim));
      assertThat(left.unknown()).isNotEmpty().doesNotContain(survivor);
      assertThat(left.values()).isNotEqualTo(log.updates.get(victim));
    }
  }

  @ParameterizedTest
  @EnumSource(Graph.class)
  void shouldReadASurvivorsUpdate_withAsManyNeighboursAsTheThreshold(Graph graph) {
    play(graph);
    int survivor = log.group.ordinalOf("store-0");
    int[] neighbours = log.group.neighboursOf(survivor);
    for (Set<Integer> stolen : stores(log.group.size().threshold(), neighbours)) {
      Stripped left = new Attacker(log, stolen).strip(survivor, lastChunk("store-0"));

      assertThat(left.values()).isEqualTo(log.updates.get("store-0"));
    }
  }

  /** More stolen stores than the threshold, as long as no honest store has that many around it. */
  @ParameterizedTest
  @EnumSource(Graph.class)
  void shouldReadNobody_withOneTooFewInEveryNeighbourhood(Graph graph) {
    play(graph);
    Random random = new Random(11);
    for (int trial = 0; trial < 30; trial++) {
      Set<Integer> stolen = asManyAsMayBe(random);
      Attacker attacker = new Attacker(log, stolen);

      for (MaskedChunk chunk : log.chunks) {
        int store = log.group.ordinalOf(chunk.store());
        if (!stolen.contains(store)) {
          assertThat(attacker.strip(store, chunk).unknown()).isNotEmpty();
        }
      }
    }
  }

  private Set<Integer> asManyAsMayBe(Random random) {
    List<Integer> order = new ArrayList<>(IntStream.of(without(-1)).boxed().toList());
    Collections.shuffle(order, random);
    Set<Integer> stolen = new HashSet<>();
    for (int next : order) {
      stolen.add(next);
      boolean tooMany =
          IntStream.of(without(-1))
              .filter(store -> !stolen.contains(store))
              .anyMatch(
                  store ->
                      IntStream.of(log.group.neighboursOf(store)).filter(stolen::contains).count()
                          >= log.group.size().threshold());
      if (tooMany) {
        stolen.remove(next);
      }
    }
    return stolen;
  }

  @ParameterizedTest
  @EnumSource(Graph.class)
  void shouldNeverHoldBothKindsOfSharesOfAStore(Graph graph) {
    play(graph);
    for (int dealer = 0; dealer < graph.stores; dealer++) {
      Attacker nobody = new Attacker(log, Set.of());
      Map<Integer, long[]> seed = nobody.shares(dealer, ShareKind.SELF_MASK);
      Map<Integer, long[]> key = nobody.shares(dealer, ShareKind.MASK_KEY);

      assertThat(seed.isEmpty() || key.isEmpty()).isTrue();
      assertThat(seed.size() + key.size()).isGreaterThanOrEqualTo(log.group.size().threshold());
    }
  }

  private MaskedChunk lastChunk(String store) {
    return log.chunks.stream()
        .filter(chunk -> chunk.store().equals(store))
        .findFirst()
        .orElseThrow();
  }

  private int[] without(int store) {
    return IntStream.range(0, log.group.size().stores()).filter(i -> i != store).toArray();
  }

  /** All sets of so many of these stores. */
  private static List<Set<Integer>> stores(int count, int[] of) {
    return IntStream.range(0, 1 << of.length)
        .filter(bits -> Integer.bitCount(bits) == count)
        .mapToObj(
            bits -> {
              Set<Integer> chosen = new TreeSet<>();
              IntStream.range(0, of.length)
                  .filter(i -> (bits >> i & 1) == 1)
                  .forEach(i -> chosen.add(of[i]));
              return (Set<Integer>) new HashSet<>(chosen);
            })
        .toList();
  }
}
