package io.fedlog.aggregator.federation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.schemas.Action;
import io.fedlog.schemas.Command;
import io.fedlog.schemas.Keys;
import io.fedlog.schemas.ModelPointer;
import io.fedlog.schemas.ModelRecord;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundMetrics;
import io.fedlog.schemas.RoundRecord;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AggregationTopologyTest {
  private static final int PARAMETERS = 20_000; // two chunks
  private static final Duration MOMENT = Duration.ofSeconds(1);

  private final Bench bench = new Bench(2);
  private final Update one = Update.draw("store-0", PARAMETERS, 1);
  private final Update two = Update.draw("store-1", PARAMETERS, 2);

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void shouldMakeTheWeightedMean_whenAllTargetsUpload() throws Exception {
    RoundDefinition round = define("r", 2);

    bench.upload(round, one, two);

    assertThat(bench.state("r").getStatus()).isEqualTo(RoundStatus.COMPLETED);
    assertThat(bench.state("r").getModelSha256()).isEqualTo(hash(one, two));
    assertThat(bench.model("m", 1)).isEqualTo(PlainMean.of(List.of(one, two)));
    RoundMetrics metrics = bench.metrics("r");
    Law.holds(metrics);
    assertThat(metrics.getAttemptsAggregated()).isEqualTo(2);
    assertThat(metrics.getChunksAggregated()).isEqualTo(4);
    assertThat(metrics.getBytesAggregated()).isEqualTo(2 * 4L * PARAMETERS);
    assertThat(bench.reasons()).isEmpty();
  }

  @Test
  void shouldCountAnUpdate_whenItCameBeforeItsDefinition() throws Exception {
    RoundDefinition round = definition("r", 2).build();
    bench.upload(round, one);
    assertThat(bench.out(Topics.ROUND_LOG)).isEmpty();

    bench.define(round);
    bench.advance(MOMENT);
    bench.upload(round, two);

    completed("r", one, two);
    Law.holds(bench.metrics("r"));
    assertThat(bench.reasons()).isEmpty();
  }

  @Test
  void shouldSetAsideAnUpdate_whenNoDefinitionEverComes() {
    bench.upload(definition("nobody", 2).build(), one);

    bench.advance(Duration.ofMinutes(11));

    assertThat(bench.reasons()).containsOnly("unknown_round").hasSize(3);
  }

  @Test
  void shouldCountTheFirstAttemptOnly_whenAStoreSendsTwo() throws Exception {
    RoundDefinition round = define("r", 2);
    Update again = Update.draw("store-0", PARAMETERS, 7).retry(99, 2);

    bench.upload(round, one, again, two);

    completed("r", one, two);
    RoundMetrics metrics = bench.metrics("r");
    Law.holds(metrics);
    assertThat(metrics.getAttemptsReceived()).isEqualTo(3);
    assertThat(metrics.getAttemptsDuplicate()).isEqualTo(1);
    assertThat(metrics.getChunksDuplicate()).isEqualTo(2);
    assertThat(metrics.getBytesDuplicate()).isEqualTo(4L * PARAMETERS);
  }

  @Test
  void shouldCountARecordOnce_whenItIsSentAgain() throws Exception {
    RoundDefinition round = define("r", 2);
    bench.upload(round, one);
    bench.upload(round, one);
    bench.upload(round, two);

    completed("r", one, two);
    RoundMetrics metrics = bench.metrics("r");
    Law.holds(metrics);
    assertThat(metrics.getAttemptsReceived()).isEqualTo(2);
    assertThat(metrics.getChunksReceived()).isEqualTo(6);
    assertThat(metrics.getChunksDuplicate()).isEqualTo(2);
  }

  @Test
  void shouldCountAsLate_whenTheRoundIsOver() throws Exception {
    RoundDefinition round = define("r", 2);
    bench.upload(round, one, two);
    bench.upload(round, one.retry(5, 2));
    bench.advance(Duration.ofSeconds(2));

    completed("r", one, two);
    RoundMetrics metrics = bench.metrics("r");
    Law.holds(metrics);
    assertThat(metrics.getAttemptsReceived()).isEqualTo(3);
    assertThat(metrics.getAttemptsLate()).isEqualTo(1);
    assertThat(metrics.getChunksLate()).isEqualTo(2);
    assertThat(bench.reasons()).containsOnly("late");
  }

  @Test
  void shouldNeverMixAttempts_whenTheFirstHadANanInOneChunk() throws Exception {
    RoundDefinition round = define("r", 2);
    Update first = Update.draw("store-0", PARAMETERS, 3);
    bench.upload(round, first.withValue(PARAMETERS - 1, Float.NaN), two, one.retry(77, 2));
    bench.advance(MOMENT);

    completed("r", one, two);
    RoundMetrics metrics = bench.metrics("r");
    Law.holds(metrics);
    assertThat(metrics.getAttemptsRejectedByReason()).containsOnlyKeys("not_finite");
    assertThat(metrics.getAttemptsAggregated()).isEqualTo(2);
    assertThat(bench.reasons()).contains("not_finite");
  }

  @Test
  void shouldMakeBoth_whenTwoRoundsOfTwoModelTypesRunAtOnce() throws Exception {
    RoundDefinition a = define("a", 2);
    RoundDefinition b = definition("b", 2).setModelType("other").build();
    bench.define(b);
    Update three = Update.draw("store-0", PARAMETERS, 3);
    Update four = Update.draw("store-1", PARAMETERS, 4);
    List<ProducerRecord<String, byte[]>> mixed = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      mixed.add(bench.records(a, one).get(i));
      mixed.add(bench.records(b, four).get(i));
      mixed.add(bench.records(b, three).get(i));
      mixed.add(bench.records(a, two).get(i));
    }

    mixed.forEach(bench::pipe);

    completed("a", one, two);
    completed("b", three, four);
  }

  @Test
  void shouldFailByItsDeadlineWithTheNumbers_whenTooFewStoresCome() {
    RoundDefinition round = define("r", 3);
    bench.upload(round, one);
    bench.pipe(bench.records(round, two).get(0)); // stops in mid-upload

    bench.advance(Duration.ofSeconds(121));

    RoundState state = bench.state("r");
    assertThat(state.getStatus()).isEqualTo(RoundStatus.FAILED);
    assertThat(state.getReason()).contains("1 of 1 participating", "3 were needed");
    RoundMetrics metrics = bench.metrics("r");
    Law.holds(metrics);
    assertThat(metrics.getAttemptsUnusedFailed()).isEqualTo(1);
    assertThat(metrics.getAttemptsIncomplete()).isEqualTo(1);
    assertThat(metrics.getChunksIncomplete()).isEqualTo(1);
  }

  @Test
  void shouldNeitherCountNorWait_whenAStoreStopsInMidUpload() throws Exception {
    RoundDefinition round =
        definition("r", 3).setMinStores(2).setThreshold("0.6").setJoinWindowMs(1000).build();
    bench.define(round);
    bench.pipe(bench.records(round, Update.draw("store-2", PARAMETERS, 9)).get(0));
    bench.upload(round, one, two);
    bench.advance(Duration.ofSeconds(2));

    completed("r", one, two);
    RoundMetrics metrics = bench.metrics("r");
    Law.holds(metrics);
    assertThat(metrics.getAttemptsIncomplete()).isEqualTo(1);
    assertThat(metrics.getChunksIncomplete()).isEqualTo(1);
  }

  @Test
  void shouldMakeNothing_whenCancelled() {
    RoundDefinition round = define("r", 2);
    bench.upload(round, one);

    bench.command(command(Action.CANCEL).setRoundId("r").setReason("a test").build());
    bench.advance(MOMENT);

    assertThat(bench.state("r").getStatus()).isEqualTo(RoundStatus.CANCELLED);
    assertThat(bench.state("r").getReason()).contains("a test");
    assertThat(bench.out(Topics.GLOBAL_MODELS)).isEmpty();
    Law.holds(bench.metrics("r"));
    assertThat(bench.metrics("r").getAttemptsUnusedCancelled()).isEqualTo(1);
  }

  @Test
  void shouldLeaveAStoreOut_whenItIsWithdrawn() throws Exception {
    RoundDefinition round =
        definition("r", 3).setMinStores(1).setJoinWindowMs(60_000).setThreshold("1.0").build();
    bench.define(round);
    bench.upload(round, one, two);

    bench.command(command(Action.WITHDRAW_STORE).setRoundId("r").setStoreId("store-1").build());
    bench.command(command(Action.AGGREGATE_NOW).setRoundId("r").setCommandId("2").build());
    bench.advance(MOMENT);

    completed("r", one);
    Law.holds(bench.metrics("r"));
    assertThat(bench.metrics("r").getAttemptsUnusedNotSelected()).isEqualTo(1);
  }

  @Test
  void shouldTakeTheFirstToComplete_whenMoreAreAskedThanTaken() throws Exception {
    RoundDefinition round = definition("r", 3).setMinStores(2).setTake(2).build();
    bench.define(round);
    Update three = Update.draw("store-2", PARAMETERS, 3);
    bench.pipe(bench.records(round, one).get(0)); // begins first, and is not done
    bench.upload(round, three, two); // nobody waits for the window, nor for store-0
    bench.advance(MOMENT);

    completed("r", three, two);
    bench.upload(round, one);
    bench.advance(Duration.ofSeconds(2));

    RoundMetrics metrics = bench.metrics("r");
    Law.holds(metrics);
    assertThat(metrics.getAttemptsReceived()).isEqualTo(3);
    assertThat(metrics.getAttemptsAggregated()).isEqualTo(2);
    assertThat(metrics.getChunksAggregated()).isEqualTo(4);
    assertThat(metrics.getAttemptsLate() + metrics.getAttemptsIncomplete()).isEqualTo(1);
  }

  @Test
  void shouldSubtractTheOthers_whenMoreCompleteThanAreTaken() throws Exception {
    RoundDefinition round = definition("r", 3).setMinStores(1).setTake(2).build();
    bench.send(Topics.ROUNDS, "r", new RoundRecord(round)); // its targets tarry, and it with them
    bench.upload(round, two, Update.draw("store-2", PARAMETERS, 3), one);
    assertThat(bench.state("r").getStatus()).isEqualTo(RoundStatus.IN_PROGRESS);

    bench.define(round);
    bench.advance(MOMENT);

    completed("r", two, Update.draw("store-2", PARAMETERS, 3));
    RoundMetrics metrics = bench.metrics("r");
    Law.holds(metrics);
    assertThat(metrics.getAttemptsAggregated()).isEqualTo(2);
    assertThat(metrics.getAttemptsUnusedNotSelected()).isEqualTo(1);
    assertThat(metrics.getChunksUnused()).isEqualTo(2);
  }

  @Test
  void shouldPointAtAVersion_whenItIsPromotedAndRolledBack() {
    for (String id : List.of("r1", "r2")) {
      bench.upload(define(id, 2), one, two);
    }

    bench.command(command(Action.PROMOTE).setVersion(2L).build());
    bench.command(command(Action.PROMOTE).setVersion(1L).setCommandId("2").build());
    bench.command(command(Action.PROMOTE).setVersion(9L).setCommandId("3").build());

    assertThat(
            bench.all(Topics.GLOBAL_MODELS).stream()
                .map(ModelRecord::getBody)
                .filter(ModelPointer.class::isInstance)
                .map(pointer -> ((ModelPointer) pointer).getVersion()))
        .containsExactly(2L, 1L);
    assertThat(bench.reasons()).containsExactly("unknown_version");
  }

  @Test
  void shouldForgetOldVersions_whenNothingPinsThem() {
    bench.upload(define("r1", 2), one, two);
    for (int version = 1; version <= 4; version++) {
      String id = "r" + (version + 1);
      RoundDefinition round =
          definition(id, 2).setBase(new ModelReference("m", (long) version, "00")).build();
      bench.define(round);
      bench.upload(round, one, two);
      bench.command(command(Action.RETIRE).setRoundId(id).setCommandId("retire " + id).build());
    }

    List<String> forgotten =
        bench.out(Topics.GLOBAL_MODELS).stream()
            .filter(record -> record.value() == null)
            .map(TestRecord::key)
            .toList();
    assertThat(bench.state("r5").getModelVersion()).isEqualTo(5);
    assertThat(forgotten)
        .containsExactly(
            Keys.modelChunk("m", 2, 0),
            Keys.modelChunk("m", 2, 1),
            Keys.version("m", 2),
            Keys.modelChunk("m", 3, 0),
            Keys.modelChunk("m", 3, 1),
            Keys.version("m", 3));
  }

  private static RoundDefinition.Builder definition(String roundId, int stores) {
    return Definitions.weighted(roundId, "m", PARAMETERS, stores);
  }

  private RoundDefinition define(String roundId, int stores) {
    RoundDefinition definition = definition(roundId, stores).build();
    bench.define(definition);
    return definition;
  }

  private void completed(String roundId, Update... updates) throws Exception {
    RoundState state = bench.state(roundId);
    assertThat(state.getStatus()).as(state.getReason()).isEqualTo(RoundStatus.COMPLETED);
    assertThat(state.getModelSha256()).isEqualTo(hash(updates));
  }

  private static String hash(Update... updates) throws Exception {
    return PlainMean.sha256(PlainMean.of(List.of(updates)));
  }

  private static Command.Builder command(Action action) {
    return Command.newBuilder()
        .setCommandId("1")
        .setAction(action)
        .setModelType("m")
        .setIssuedBy("test")
        .setIssuedAt(Instant.EPOCH);
  }
}
