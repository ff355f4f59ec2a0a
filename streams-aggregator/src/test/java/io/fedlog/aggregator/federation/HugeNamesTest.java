package io.fedlog.aggregator.federation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.schemas.Join;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateRecord;
import io.fedlog.schemas.UpdateSeal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever writes a join or a seal chooses its names; however long they are, rounds go on. */
class HugeNamesTest {
  private static final int MOST_PRODUCED = 1 << 20; // Kafka's max.request.size

  private final Bench bench = new Bench();
  private final Update good = Update.draw("store-0", 300, 1);
  private final RoundDefinition round = Definitions.weighted("r", "m", 300, 1).build();

  @AfterEach
  void close() {
    bench.close();
  }

  @ParameterizedTest
  @CsvSource({
    "store_id, 201",
    "round_id, 201",
    "model_type, 201",
    "store_id, 70000",
    "round_id, 70000",
    "model_type, 70000",
    "store_id, 520000",
    "round_id, 520000",
    "model_type, 520000",
  })
  void shouldRefuseAJoin_whenANameIsTooLong(String field, int length) throws Exception {
    String name = "x".repeat(length);
    Join.Builder join =
        Join.newBuilder()
            .setStoreId("store-0")
            .setRoundId("early")
            .setModelType("m")
            .setJoinedAt(Instant.EPOCH);
    switch (field) {
      case "store_id" -> join.setStoreId(name);
      case "round_id" -> join.setRoundId(name);
      default -> join.setModelType(name);
    }

    bench.send(Topics.JOINS, "k", join.build());

    assertThat(bench.reasons()).containsExactly("bad_name");
    assertThat(bench.all(Topics.REJECTED).get(0).getDetail())
        .startsWith(field)
        .contains("expected 1 to 200 characters, came " + length);
    assertThat(bench.out(Topics.ROUND_LOG)).isEmpty();
    theGoodOneIsAggregated();
  }

  @Test
  void shouldRefuseASeal_whenANameIsTooLong() throws Exception {
    bench.define(round);
    RecordCodec<UpdateRecord> codec = RecordCodec.of(Topics.updates("r"), bench.schemas);
    ProducerRecord<String, byte[]> last = bench.records(round, good).get(1);
    UpdateSeal seal = (UpdateSeal) codec.decode(last.value()).getBody();
    String huge = "x".repeat(520_000);
    for (UpdateSeal.Builder odd :
        List.of(
            UpdateSeal.newBuilder(seal).setStoreId(huge),
            UpdateSeal.newBuilder(seal).setRoundId(huge),
            UpdateSeal.newBuilder(seal).setAttemptId(7).setModelType(huge))) {
      bench.pipe(last.topic(), last.key(), codec.encode(new UpdateRecord(odd.build())));
    }

    assertThat(bench.reasons()).containsExactly("bad_store_id", "wrong_round", "wrong_model_type");
    bench.upload(round, good);
    completes();
  }

  @Test
  void shouldSetAside_whenADefinitionsModelTypeIsTooLongForAKey() throws Exception {
    RoundDefinition odd =
        Definitions.weighted("odd", "x".repeat(400_000), 300, 1)
            .setTargetCount(0)
            .setTargetPages(0)
            .build();

    bench.define(odd);

    assertThat(bench.reasons()).containsExactly("too_large");
    theGoodOneIsAggregated();
  }

  private void theGoodOneIsAggregated() throws Exception {
    bench.define(round);
    bench.upload(round, good);
    completes();
  }

  private void completes() throws Exception {
    bench.advance(Duration.ofSeconds(1));
    assertThat(bench.state("r").getStatus()).isEqualTo(RoundStatus.COMPLETED);
    assertThat(bench.state("r").getModelSha256())
        .isEqualTo(PlainMean.sha256(PlainMean.of(List.of(good))));
    assertThat(bench.out(Topics.ROUND_LOG))
        .isNotEmpty()
        .allMatch(record -> size(record) < MOST_PRODUCED);
  }

  private static int size(TestRecord<String, byte[]> record) {
    return record.key().getBytes(StandardCharsets.UTF_8).length + record.value().length;
  }
}
