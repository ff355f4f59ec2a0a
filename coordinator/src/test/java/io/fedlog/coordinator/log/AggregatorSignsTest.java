package io.fedlog.coordinator.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class AggregatorSignsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final AggregatorSigns signs = new AggregatorSigns();

  @Test
  void shouldKeepTheNewest_ofEachInstance() {
    signs.add("aggregator/a", sign(NOW));
    signs.add("aggregator/b", sign(NOW.plusSeconds(1)));
    signs.add("aggregator/a", sign(NOW.plusSeconds(2)));

    assertThat(signs.all()).containsExactly(sign(NOW.plusSeconds(1)), sign(NOW.plusSeconds(2)));
  }

  @Test
  void shouldForget_whoWasNotHeardOfForAnHour() {
    signs.add("aggregator/a", sign(NOW));
    signs.add("aggregator/b", sign(NOW.plus(AggregatorSigns.KEPT)));
    assertThat(signs.all()).hasSize(2);

    signs.add("aggregator/c", sign(NOW.plus(AggregatorSigns.KEPT).plusMillis(1)));

    assertThat(signs.all()).hasSize(2).doesNotContain(sign(NOW));
  }

  @Test
  void shouldKeepSoManyAndNoMore_whenInstancesAreMadeUp() {
    for (int n = 0; n < AggregatorSigns.MOST + 500; n++) {
      signs.add("aggregator/" + n, sign(NOW.plusMillis(n)));
    }

    assertThat(signs.all()).hasSize(AggregatorSigns.MOST).doesNotContain(sign(NOW));
  }

  private static AggregatorSign sign(Instant seenAt) {
    return new AggregatorSign(NOW, seenAt);
  }
}
