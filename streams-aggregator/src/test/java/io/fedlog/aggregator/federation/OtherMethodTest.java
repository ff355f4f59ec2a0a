package io.fedlog.aggregator.federation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.schemas.Action;
import io.fedlog.schemas.Command;
import io.fedlog.schemas.Grid;
import io.fedlog.schemas.MethodChoice;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.ModelRecord;
import io.fedlog.schemas.RejectedRecord;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.Weighting;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rounds that are told, while updates are coming in, to aggregate by another method. */
class OtherMethodTest {
  private static final int PARAMETERS = 33_000; // three chunks
  private static final int STORES = 7;
  private static final Duration MOMENT = Duration.ofSeconds(6);
  private static final List<Update> UPDATES = MethodRound.updates(STORES, PARAMETERS, 0);
  private static final Grid EQUAL = new Grid(24, 1024.0, 0, 1L, 200, 1);
  private static final Grid SAMPLES = new Grid(24, 1024.0, 0, 1L << 17, 200, 1);

  @ParameterizedTest
  @CsvSource({
    "fedavg, median, ,",
    "fedavg, trimmed_mean, trim, 0.2",
    "fedavg, krum, byzantine, 1",
    "fedavg, geometric_median, iterations, 9",
    "fedavg, fedadam, eta, 0.5",
    "median, fedavg, ,",
    "krum, fedavg, ,",
    "krum, median, ,",
    "fedadam, multi_krum, byzantine, 1"
  })
  void shouldMakeWhatTheOtherMethodMakes_whicheverWasDefined(
      String defined, String chosen, @Nullable String name, @Nullable String value)
      throws Exception {
    Map<String, String> parameters = name == null || value == null ? Map.of() : Map.of(name, value);
    RoundDefinition round = open(defined);
    RoundDefinition expected = MethodRound.of("r", PARAMETERS, STORES, chosen, parameters).build();
    for (long memory : new long[] {Bench.AMPLE_MEMORY, 300_000}) {
      try (Bench bench = new Bench(50, memory)) {
        play(bench, round, UPDATES, choice(chosen, parameters, Weighting.EQUAL, EQUAL));

        assertThat(completed(bench, chosen))
            .isEqualTo(MethodRound.inMemory(expected, null, null, UPDATES).model());
        assertThat(bench.sumMemory.usedBytes()).isZero();
      }
    }
  }

  @Test
  void shouldWeighByRows_whenUpdatesWereSummedAlike() throws Exception {
    List<Update> byRows = UPDATES.stream().map(u -> u.weighing(u.samples())).toList();
    assertThat(byRows.stream().map(Update::weight).distinct().count()).isGreaterThan(3);
    try (Bench bench = new Bench()) {
      play(
          bench, open("fedavg"), UPDATES, choice("weighted", Map.of(), Weighting.SAMPLES, SAMPLES));

      assertThat(completed(bench, "weighted")).isEqualTo(PlainMean.of(byRows));
    }
  }

  @ParameterizedTest
  @CsvSource({"fedavg", "median"})
  void shouldWeighAlike_whenUpdatesWereSummedByRows(String chosen) throws Exception {
    List<Update> byRows = UPDATES.stream().map(u -> u.weighing(u.samples())).toList();
    RoundDefinition round =
        RoundDefinition.newBuilder(open("weighted"))
            .setWeighting(Weighting.SAMPLES)
            .setGrid(SAMPLES)
            .build();
    try (Bench bench = new Bench()) {
      play(bench, round, byRows, choice(chosen, Map.of(), Weighting.EQUAL, EQUAL));

      byte[] expected =
          chosen.equals("fedavg")
              ? PlainMean.of(UPDATES)
              : MethodRound.inMemory(open("median"), null, null, UPDATES).model();
      assertThat(completed(bench, chosen)).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fedavg | fednova | EQUAL | stores normalise their updates by local steps",
        "fedavg | krum | EQUAL | byzantine",
        "fedavg | best | EQUAL | no aggregation method",
        "fedavg | union | EQUAL | method union",
        "fedavg | fedavg | SAMPLES | counts every update once",
        "fedavg | weighted | METRIC | expected EQUAL or SAMPLES of both"
      })
  void shouldGoOnAsItWas_whenTheMethodCannotWork(
      String defined, String chosen, Weighting weighting, String words) {
    try (Bench bench = new Bench()) {
      MethodChoice choice =
          choice(chosen, Map.of(), weighting, weighting == Weighting.EQUAL ? EQUAL : SAMPLES);
      if (weighting == Weighting.METRIC) {
        choice = MethodChoice.newBuilder(choice).setWeightMetric("loss").build();
      }
      play(bench, open(defined), UPDATES, choice);

      assertThat(bench.state("r").getStatus()).isEqualTo(RoundStatus.IN_PROGRESS);
      RejectedRecord refused = bench.all(Topics.REJECTED).get(0);
      assertThat(refused.getReason()).isEqualTo("bad_method");
      assertThat(refused.getDetail()).contains(words);
    }
  }

  @Test
  void shouldRefuse_whenTheGridIsForOtherUpdates() {
    try (Bench bench = new Bench()) {
      Grid wider = new Grid(20, 2048.0, 0, 1L, 200, 1);
      play(bench, open("fedavg"), UPDATES, choice("median", Map.of(), Weighting.EQUAL, wider));

      assertThat(bench.state("r").getStatus()).isEqualTo(RoundStatus.IN_PROGRESS);
      assertThat(bench.all(Topics.REJECTED).get(0).getDetail())
          .contains("values to 2048.0")
          .contains("expected 1024.0");
    }
  }

  /** One store more is asked than ever uploads, so that the round waits. */
  private static RoundDefinition open(String method) {
    Map<String, String> parameters = method.equals("krum") ? Map.of("byzantine", "1") : Map.of();
    return MethodRound.of("r", PARAMETERS, STORES, method, parameters)
        .setTargetCount(STORES + 1)
        .build();
  }

  private static MethodChoice choice(
      String method, Map<String, String> parameters, Weighting weighting, Grid grid) {
    return MethodChoice.newBuilder()
        .setMethod(method)
        .setMethodParameters(parameters)
        .setWeighting(weighting)
        .setGrid(grid)
        .build();
  }

  private static void play(
      Bench bench, RoundDefinition round, List<Update> updates, MethodChoice choice) {
    bench.define(round);
    updates.forEach(update -> bench.upload(round, update));
    bench.advance(MOMENT);
    assertThat(bench.state("r").getStatus()).isEqualTo(RoundStatus.IN_PROGRESS);
    bench.command(
        Command.newBuilder()
            .setCommandId("r:aggregate-now")
            .setAction(Action.AGGREGATE_NOW)
            .setModelType("m")
            .setRoundId("r")
            .setChoice(choice)
            .setIssuedBy("test")
            .setIssuedAt(Instant.EPOCH)
            .build());
    bench.advance(MOMENT);
  }

  private static byte[] completed(Bench bench, String method) throws Exception {
    RoundState state = bench.state("r");
    assertThat(state.getStatus()).as(state.getReason()).isEqualTo(RoundStatus.COMPLETED);
    byte[] model = bench.model("m", 1);
    assertThat(state.getModelSha256()).isEqualTo(PlainMean.sha256(model));
    Law.holds(bench.metrics("r"));
    assertThat(bench.metrics("r").getMethod()).isEqualTo(method);
    for (ModelRecord record : bench.all(Topics.GLOBAL_MODELS)) {
      if (record.getBody() instanceof ModelManifest manifest) {
        assertThat(manifest.getMethod()).isEqualTo(method);
      }
    }
    return model;
  }
}
