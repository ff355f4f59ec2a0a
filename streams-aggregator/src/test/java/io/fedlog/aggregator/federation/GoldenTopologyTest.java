package io.fedlog.aggregator.federation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.aggregator.chunks.CentralNoise;
import io.fedlog.aggregator.chunks.MaskSums;
import io.fedlog.aggregator.chunks.SealCheck;
import io.fedlog.aggregator.figures.AggregatorFigures;
import io.fedlog.aggregator.intake.JoinCheck;
import io.fedlog.aggregator.intake.SecureCheck;
import io.fedlog.aggregator.topology.AggregationTopology;
import io.fedlog.aggregator.topology.TopologySettings;
import io.fedlog.aggregator.wire.Codecs;
import io.fedlog.schemas.FingerprintDirectory;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class GoldenTopologyTest {
  @Test
  void shouldStayAsItIs_whenAggregatorsAreUpgradedOneByOne() throws Exception {
    String expected;
    try (InputStream golden =
        GoldenTopologyTest.class.getResourceAsStream("/expected_topology.txt")) {
      expected = new String(Objects.requireNonNull(golden).readAllBytes(), StandardCharsets.UTF_8);
    }
    String actual =
        new AggregationTopology(
                new TopologySettings(
                    8, Duration.ofMillis(200), Duration.ofMinutes(10), 50, false, 1L << 28),
                Codecs.with(new FingerprintDirectory()),
                JoinCheck.TRUST_THE_BROKER,
                SecureCheck.TRUST_THE_BROKER,
                SealCheck.TRUST_THE_BROKER,
                partition -> new ReplayedUpdates(),
                () -> new EarlierModels(wanted -> null),
                new CentralNoise(null),
                new MaskSums(Runnable::run),
                AggregatorFigures.unseen())
            .get()
            .describe()
            .toString();

    assertThat(actual)
        .as(
            """
            The topology is not the one that installed aggregators run. Sub-topology numbers name \
            the tasks, and store names name the changelog topics: when they move, an upgraded \
            aggregator does not find its receipts, its rounds and its pending decisions, and open \
            rounds are lost; old and new aggregators in one group kill each other's threads. \
            If that is meant, say in CHANGELOG.md that all rounds must be over and all \
            aggregators stopped before the upgrade, or choose a new FL_APPLICATION_ID, and \
            then replace src/test/resources/expected_topology.txt with what came.\
            """)
        .isEqualTo(expected);
  }
}
