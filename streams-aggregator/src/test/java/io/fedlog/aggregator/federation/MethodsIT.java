package io.fedlog.aggregator.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.aggregator.AggregatorApp;
import io.fedlog.aggregator.replay.DecidedModel;
import io.fedlog.aggregator.replay.LogModelMaker;
import io.fedlog.aggregator.replay.RetiredException;
import io.fedlog.learning.method.ServerStep;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.RoundControl;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.Topics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Methods that collect, measure or move from a base make over the log what they make in memory. */
class MethodsIT {
  private static final int PARAMETERS = 70_001; // five chunks
  private static final int STORES = 7;

  private record Step(String method, Map<String, String> parameters) {}

  private static final List<Step> STEPS =
      List.of(
          new Step("median", Map.of()),
          new Step("trimmed_mean", Map.of("trim", "0.2")),
          new Step("krum", Map.of("byzantine", "2")),
          new Step("multi_krum", Map.of("byzantine", "1", "multi", "3")),
          new Step("bulyan", Map.of("byzantine", "1")),
          new Step("norm_clipping", Map.of("tau", "50")),
          new Step("centred_clipping", Map.of("tau", "50")),
          new Step("fedavgm", Map.of("eta", "0.5")),
          new Step("fedavgm", Map.of("eta", "0.4")),
          new Step("fedadam", Map.of("eta", "0.2")),
          new Step("fedadam", Map.of("eta", "0.3")),
          new Step("fedyogi", Map.of("eta", "0.2")),
          new Step("fedyogi", Map.of("eta", "0.3")),
          new Step("fedadagrad", Map.of("eta", "0.2")),
          new Step("fedadagrad", Map.of("eta", "0.3")),
          new Step("fednova", Map.of()),
          new Step("geometric_median", Map.of()));

  @Test
  void shouldMakeWhatTheyMakeInMemory_whenPartitionsAndInstancesAreSeveral(@TempDir Path dir)
      throws Exception {
    List<AggregatorApp> aggregators = new ArrayList<>();
    try (Installation installation = new Installation(3)) {
      installation.prepare(
          IntStream.rangeClosed(1, STEPS.size()).mapToObj(number -> "r" + number).toList());
      try {
        aggregators.add(installation.startAggregator(dir.resolve("state-0")));
        aggregators.add(installation.startAggregator(dir.resolve("state-1")));
        ModelReference base = null;
        byte[] model = null;
        byte[] state = null;
        for (int number = 1; number <= STEPS.size(); number++) {
          Step step = STEPS.get(number - 1);
          RoundDefinition round =
              MethodRound.of("r" + number, PARAMETERS, STORES, step.method(), step.parameters())
                  .setBase(base)
                  .build();
          List<Update> updates = MethodRound.updates(STORES, PARAMETERS, 100L * number);
          boolean goesOn = number > 1 && step.method().equals(STEPS.get(number - 2).method());
          ServerStep expected = MethodRound.inMemory(round, model, goesOn ? state : null, updates);
          installation.define(round);
          upload(installation, round, updates, new Random(number));

          RoundState end = installation.awaitEnd("r" + number);

          assertThat(end.getStatus()).as(end.getReason()).isEqualTo(RoundStatus.COMPLETED);
          assertThat(end.getModelSha256()).isEqualTo(PlainMean.sha256(expected.model()));
          Law.holds(installation.awaitMetrics("r" + number));
          base = new ModelReference("m", (long) number, end.getModelSha256());
          model = expected.model();
          state = expected.state().length == 0 ? null : expected.state();
        }
        assertSameAgain(installation);
      } finally {
        aggregators.forEach(AggregatorApp::close);
      }
    }
  }

  /** A process that only reads makes all of them again, by turns with next to no memory. */
  private static void assertSameAgain(Installation installation) throws Exception {
    List<RoundControl> orders = installation.all(Topics.ROUND_CONTROL);
    Map<String, String> hashes =
        installation.all(Topics.ROUND_STATE).stream()
            .filter(state -> state.getStatus() == RoundStatus.COMPLETED)
            .collect(Collectors.toMap(RoundState::getRoundId, RoundState::getModelSha256));
    for (int number = 1; number <= STEPS.size(); number++) {
      try (LogModelMaker maker = installation.modelMaker(number % 2 == 0 ? 1 : 1 << 30)) {
        ReplayCheck.Made made = new ReplayCheck.Made();
        maker.make(new OrdersOnLog("r" + number, orders).decided(List.of((long) number)), made);

        assertThat(made.failures).isEmpty();
        assertThat(made.sha256())
            .as(STEPS.get(number - 1).method())
            .isEqualTo(hashes.get("r" + number));
      }
    }
    installation.deleteRecords(Topics.updates("r1").name());
    try (LogModelMaker maker = installation.modelMaker(1)) {
      List<DecidedModel> gone = new OrdersOnLog("r1", orders).decided(List.of(1L));
      assertThatThrownBy(() -> maker.make(gone, new ReplayCheck.Made()))
          .isInstanceOf(RetiredException.class)
          .hasMessageContaining("were deleted");
    }
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
