package io.fedlog.coordinator.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.coordinator.LogRecords;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.Grid;
import io.fedlog.schemas.MethodChoice;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.Weighting;
import io.fedlog.schemas.WindowRules;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OtherMethodTest {

  private static final long MOST_SAMPLES = 1 << 24;

  private final RoundDefinition equal = (RoundDefinition) LogRecords.definition("r").getBody();
  private final RoundDefinition byRows =
      RoundDefinition.newBuilder(equal)
          .setMethod("weighted")
          .setWeighting(Weighting.SAMPLES)
          .setGrid(new Grid(20, 1024.0, 0, MOST_SAMPLES, 3, 1))
          .build();

  @Test
  void shouldKeepTheGrid_whenWeightsStayAsTheyAre() {
    MethodChoice median = choose(equal, "median");

    assertThat(median.getWeighting()).isEqualTo(Weighting.EQUAL);
    assertThat(median.getGrid()).isEqualTo(equal.getGrid());
  }

  @Test
  void shouldMakeRoomForRows_whenAllWeighedAlike() {
    MethodChoice weighted = choose(equal, "weighted");

    assertThat(weighted.getWeighting()).isEqualTo(Weighting.SAMPLES);
    // 1024 x 2^24 x 3 is under 2^36: a unit of 2^-26 would leave the sum no room below 2^62, and a
    // contribution of 2^34 has 51 bits with units of 2^-16.
    assertThat(weighted.getGrid()).isEqualTo(new Grid(16, 1024.0, 0, MOST_SAMPLES, 3, 1));
  }

  @Test
  void shouldCountEachOnce_whenRowsWeighed() {
    MethodChoice fedavg = choose(byRows, "fedavg");

    assertThat(fedavg.getWeighting()).isEqualTo(Weighting.EQUAL);
    assertThat(fedavg.getGrid().getMaxWeight()).isEqualTo(1);
    assertThat(fedavg.getGrid().getMaxCohort()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "fednova, stores normalise their updates",
    "krum, byzantine",
    "union, method union",
    "best, no aggregation method"
  })
  void shouldSayWhyNot(String method, String words) {
    assertThatThrownBy(() -> choose(equal, method))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words);
  }

  @Test
  void shouldRefuse_whatStoresHaveDoneForAnotherMethod() {
    RoundDefinition fednova = RoundDefinition.newBuilder(equal).setMethod("fednova").build();
    RoundDefinition windows =
        RoundDefinition.newBuilder(equal)
            .setWindows(
                WindowRules.newBuilder().setUpdates(2).setWindowMs(1).setMaxStaleness(1).build())
            .build();
    RoundDefinition text =
        RoundDefinition.newBuilder(equal).setMethod("union").setEncoding(Encoding.TEXT).build();

    assertThatThrownBy(() -> choose(fednova, "fedavg")).hasMessageContaining("fednova");
    assertThatThrownBy(() -> choose(windows, "median")).hasMessageContaining("window to window");
    assertThatThrownBy(() -> choose(text, "fedavg")).hasMessageContaining("encoding is TEXT");
  }

  private static MethodChoice choose(RoundDefinition round, String method) {
    return OtherMethod.of(round, method, Map.of(), MOST_SAMPLES);
  }
}
