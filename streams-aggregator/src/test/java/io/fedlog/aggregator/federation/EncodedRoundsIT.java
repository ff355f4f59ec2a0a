package io.fedlog.aggregator.federation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.aggregator.AggregatorApp;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.UpdateEncoding;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However updates travel, in any order, over partitions and instances: the same bytes. */
class EncodedRoundsIT {
  private static final int PARAMETERS = 70_001; // five chunks
  private static final int STORES = 7;
  private static final int ORDERS = 3;

  @Test
  void shouldMakeOneHashForEachEncoding_whateverTheOrder(@TempDir Path dir) throws Exception {
    List<Update> drawn =
        IntStream.range(0, STORES)
            .mapToObj(store -> Update.draw("store-" + store, PARAMETERS, 500 + store))
            .toList();
    List<AggregatorApp> aggregators = new ArrayList<>();
    try (Installation installation = new Installation(3)) {
      try {
        aggregators.add(installation.startAggregator(dir.resolve("state-0")));
        aggregators.add(installation.startAggregator(dir.resolve("state-1")));
        List<Update> first = drawn.subList(0, 1);
        RoundDefinition begin = Definitions.weighted("first", "m", PARAMETERS, 1).build();
        play(installation, begin, first, 0);
        RoundState begun = installation.awaitEnd("first");
        ModelReference base = new ModelReference("m", 1L, begun.getModelSha256());

        float[] baseValues = new float[PARAMETERS];
        ByteBuffer.wrap(PlainMean.of(first))
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer()
            .get(baseValues);

        List<RoundDefinition> rounds = new ArrayList<>();
        for (UpdateEncoding encoding : UpdateEncoding.values()) {
          for (int order = 0; order < ORDERS; order++) {
            rounds.add(round(encoding, order, base));
            play(installation, rounds.get(rounds.size() - 1), drawn, order);
          }
        }

        for (RoundDefinition round : rounds) {
          List<Update> decoded = drawn.stream().map(update -> update.decoded(round)).toList();
          byte[] expected =
              PlainEncoding.OF_DELTAS.contains(round.getUpdateEncoding())
                  ? PlainMean.of(decoded, baseValues)
                  : PlainMean.of(decoded);
          RoundState end = installation.awaitEnd(round.getRoundId());
          assertThat(end.getStatus()).as(end.getReason()).isEqualTo(RoundStatus.COMPLETED);
          assertThat(end.getModelSha256())
              .as(round.getRoundId())
              .isEqualTo(PlainMean.sha256(expected));
          Law.holds(installation.awaitMetrics(round.getRoundId()));
        }
      } finally {
        aggregators.forEach(AggregatorApp::close);
      }
    }
  }

  private static RoundDefinition round(UpdateEncoding encoding, int order, ModelReference base) {
    return Definitions.weighted(encoding + "-" + order, encoding.name(), PARAMETERS, STORES)
        .setUpdateEncoding(encoding)
        .setTopKShare(encoding == UpdateEncoding.TOP_K ? 0.1 : 0)
        .setBase(base)
        .build();
  }

  private static void play(
      Installation installation, RoundDefinition round, List<Update> updates, long seed)
      throws Exception {
    installation.define(round);
    List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
    updates.forEach(
        update ->
            records.addAll(update.records(round, installation.partitions, installation.schemas)));
    Collections.shuffle(records, new Random(seed));
    records.forEach(installation.producer::send);
    installation.producer.flush();
  }
}
