package io.fedlog.coordinator.log;

import static io.fedlog.coordinator.LogRecords.NOON;
import static io.fedlog.coordinator.LogRecords.TYPE;
import static io.fedlog.coordinator.LogRecords.loss;
import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.learning.selection.Candidate;
import io.fedlog.schemas.Heartbeat;
import io.fedlog.schemas.StoreMetric;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoreSignsTest {

  private final StoreSigns signs = new StoreSigns(1 << 24);

  @Test
  void shouldTellHowLongAStoreWasSilent_byItsNewestHeartbeat() {
    signs.add(heartbeat("a"), NOON);
    signs.add(heartbeat("b"), NOON);
    signs.add(heartbeat("a"), NOON.plusSeconds(50));

    assertThat(signs.candidates(TYPE, List.of(), NOON.plusSeconds(60)))
        .containsExactlyInAnyOrder(new Candidate("a", 1, 10_000), new Candidate("b", 1, 60_000));
    // Clocks differ: a store heard of in the future is not silent.
    assertThat(signs.candidates(TYPE, List.of("a"), NOON))
        .containsExactly(new Candidate("a", 1, 0));
  }

  @Test
  void shouldCountANamedStoreAsSilentForEver_whenItWasNeverHeardOf() {
    assertThat(signs.candidates(TYPE, List.of("a"), NOON))
        .containsExactly(new Candidate("a", 1, Long.MAX_VALUE));
    assertThat(signs.candidates(TYPE, List.of(), NOON)).isEmpty();
  }

  @Test
  void shouldTakeNoNotice_whenANameCouldNotBeAsked() {
    for (String name : List.of("", " ", "a#1", "x".repeat(201))) {
      signs.add(heartbeat(name), NOON);
    }
    signs.add(heartbeat("x".repeat(200)), NOON);

    assertThat(signs.candidates(TYPE, List.of(), NOON)).hasSize(1);
  }

  @Test
  void shouldLeaveOut_whoSaysItTrainsOtherTypesOnly() {
    signs.add(heartbeat("a", "churn"), NOON);
    signs.add(heartbeat("b", "churn", TYPE), NOON);
    signs.add(heartbeat("c"), NOON);

    assertThat(signs.candidates(TYPE, List.of(), NOON))
        .extracting(Candidate::storeId)
        .containsExactly("b", "c");
    assertThat(signs.candidates(TYPE, List.of("a", "b"), NOON))
        .extracting(Candidate::storeId)
        .containsExactly("b");
  }

  @Test
  void shouldGoByTheRowsOfTheNewestUpdate() {
    signs.add(trained("a", 100));
    signs.add(trained("a", 40));
    signs.add(StoreMetric.newBuilder(trained("a", 7)).setPhase("evaluate").build());
    signs.add(StoreMetric.newBuilder(trained("a", 8)).setModelType("other").build());
    signs.add(trained("a", 0));

    assertThat(rows("a")).containsExactly(40L);
  }

  @Test
  void shouldCountAStoreAsAverage_whenItHasNotSaidItsRows() {
    assertThat(rows("a", "b")).containsExactly(1L, 1L);

    // (100 + 51) / 2 = 75.5
    signs.add(trained("a", 100));
    signs.add(trained("b", 51));
    signs.add(trained("elsewhere", 1_000_000));

    assertThat(rows("a", "b", "c")).containsExactly(100L, 51L, 76L);
  }

  @Test
  void shouldNoteNoMoreRowsThanAllowed_whenAStoreClaimsThem() {
    signs.add(trained("a", Long.MAX_VALUE));
    signs.add(trained("b", Long.MAX_VALUE));

    assertThat(rows("a", "b", "c")).containsExactly(1L << 24, 1L << 24, 1L << 24);
  }

  @Test
  void shouldCountAsAverage_whenTheSumIsMoreThanALongHolds() {
    StoreSigns unlimited = new StoreSigns(Long.MAX_VALUE);
    unlimited.add(trained("a", Long.MAX_VALUE));
    unlimited.add(trained("b", Long.MAX_VALUE));

    assertThat(unlimited.candidates(TYPE, List.of("a", "b", "c"), NOON))
        .extracting(Candidate::rows)
        .containsOnly(Long.MAX_VALUE);
  }

  @Test
  void shouldForgetTheSilent_whenNamesHaveNoEnd() {
    signs.add(heartbeat("a"), NOON);
    signs.add(heartbeat("b"), NOON);
    signs.add(heartbeat("a"), NOON);
    for (int i = 0; i < StoreSigns.MOST_STORES - 1; i++) {
      signs.add(heartbeat("x" + i), NOON);
      signs.add(trained("x" + i, 5));
    }
    signs.add(trained("y", 7));
    signs.add(trained("z", 9));

    assertThat(signs.candidates(TYPE, List.of(), NOON))
        .hasSize(StoreSigns.MOST_STORES)
        .extracting(Candidate::storeId)
        .contains("a", "x0")
        .doesNotContain("b");
    assertThat(rows("y", "z")).as("z's were one too many").containsExactly(7L, 7L);
  }

  private List<Long> rows(String... stores) {
    return signs.candidates(TYPE, List.of(stores), NOON).stream().map(Candidate::rows).toList();
  }

  private static StoreMetric trained(String storeId, long rows) {
    return StoreMetric.newBuilder(loss(storeId, 7, 0.5, rows)).setPhase("train").build();
  }

  private static Heartbeat heartbeat(String storeId, String... modelTypes) {
    return Heartbeat.newBuilder()
        .setStoreId(storeId)
        .setAt(NOON)
        .setCodeVersion("0.1.0")
        .setModelTypes(List.of(modelTypes))
        .build();
  }
}
