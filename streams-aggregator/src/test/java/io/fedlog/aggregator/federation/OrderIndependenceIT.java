package io.fedlog.aggregator.federation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.aggregator.AggregatorApp;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundMetrics;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same updates in any order, over any partitions and instances, make the same bytes. */
class OrderIndependenceIT {
  private static final int PARAMETERS = 70_001;
  private static final int STORES = 7;
  private static final int ORDERS = 9; // six installations: 54 orders

  @ParameterizedTest(name = "{0} partitions, {1} instances")
  @CsvSource({"1, 1", "3, 1", "8, 1", "1, 2", "3, 2", "8, 2"})
  void shouldMakeOneHash_whateverTheOrder(int partitions, int instances, @TempDir Path dir)
      throws Exception {
    List<Update> updates = new ArrayList<>();
    for (int store = 0; store < STORES; store++) {
      updates.add(Update.draw("store-" + store, PARAMETERS, 1000 + store));
    }
    String expected = PlainMean.sha256(PlainMean.of(updates));

    List<AggregatorApp> aggregators = new ArrayList<>();
    try (Installation installation = new Installation(partitions)) {
      try {
        for (int i = 0; i < instances; i++) {
          aggregators.add(installation.startAggregator(dir.resolve("state-" + i)));
        }
        for (int order = 0; order < ORDERS; order++) {
          RoundDefinition definition = definition(order);
          installation.define(definition);
          upload(installation, definition, updates, new Random(partitions * 100L + order));
        }
        for (int order = 0; order < ORDERS; order++) {
          RoundDefinition definition = definition(order);
          String roundId = definition.getRoundId();

          RoundState end = installation.awaitEnd(roundId);

          assertThat(end.getStatus()).as(end.getReason()).isEqualTo(RoundStatus.COMPLETED);
          assertThat(end.getModelSha256()).isEqualTo(expected);
          assertThat(end.getCohortSize()).isEqualTo(STORES);
          RoundMetrics metrics = installation.awaitMetrics(roundId);
          assertThat(metrics.getAttemptsReceived()).isEqualTo(STORES);
          assertThat(metrics.getAttemptsAggregated()).isEqualTo(STORES);
          assertThat(metrics.getChunksAggregated())
              .isEqualTo((long) STORES * definition.getChunkCount())
              .isEqualTo(metrics.getChunksReceived());
          Law.holds(metrics);
        }
      } finally {
        aggregators.forEach(AggregatorApp::close);
      }
    }
  }

  private static RoundDefinition definition(int order) {
    return Definitions.weighted("order-" + order, "type-" + order % 4, PARAMETERS, STORES).build();
  }

  private static void upload(
      Installation installation, RoundDefinition definition, List<Update> updates, Random random) {
    List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
    updates.forEach(
        update ->
            records.addAll(
                update.records(definition, installation.partitions, installation.schemas)));
    Collections.shuffle(records, random);
    records.forEach(installation.producer::send);
    installation.producer.flush();
  }
}
