package io.fedlog.aggregator.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fedlog.learning.noise.NoiseKey;
import io.fedlog.schemas.Action;
import io.fedlog.schemas.AuditEvent;
import io.fedlog.schemas.Command;
import io.fedlog.schemas.Decision;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.Grid;
import io.fedlog.schemas.MethodChoice;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.ModelRecord;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.Noise;
import io.fedlog.schemas.PrivacyAccount;
import io.fedlog.schemas.PrivacyCharge;
import io.fedlog.schemas.PrivacyMode;
import io.fedlog.schemas.PrivacyRules;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundMetrics;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateEncoding;
import io.fedlog.schemas.Weighting;
import io.fedlog.schemas.WindowRules;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Rounds under privacy from their definition to their record, on one partition. */
class PrivateRoundsTest {
  private static final int PARAMETERS = 33_000; // three chunks
  private static final int STORES = 4;
  private static final Duration MOMENT = Duration.ofSeconds(6);
  private static final ModelReference BASE = new ModelReference("m", 1L, "00");

  @ParameterizedTest
  @EnumSource(Noise.class)
  void shouldBeTheSumAndTheNoise_whateverTheMemoryAndTheOrder(Noise noise) throws Exception {
    byte[] model = null;
    for (long memory : new long[] {Bench.AMPLE_MEMORY, 400_000, 0}) {
      try (Bench bench = begun(memory, PrivateRound.KEY, 1e9)) {
        // An L1 norm of 40,000: 33,000 numbers of variance 1 have about 26,000.
        long clip = noise == Noise.LAPLACE ? 40_000L << 24 : PrivateRound.CLIP;
        RoundDefinition round =
            PrivateRound.of(
                    "p",
                    PARAMETERS,
                    STORES,
                    base(bench),
                    PrivacyMode.CENTRAL,
                    noise,
                    clip,
                    clip / 256)
                .build();
        play(bench, round, updates(100), memory + 1);

        byte[] made = completed(bench, "p", 2);
        assertThat(made)
            .isEqualTo(
                PrivateRound.expected(
                    round, decision(bench, "p"), updates(100), floats(bench.model("m", 1))));
        assertThat(bench.sumMemory.usedBytes()).isZero();
        if (model == null) {
          model = made;
        }
      }
    }
  }

  /** The same updates of other stores: their sum is the same, and nothing may be learned of it. */
  @Test
  void shouldHaveOtherNoise_whenTheCohortIsAnother() throws Exception {
    List<Update> drawn = updates(100);
    List<Update> others = new ArrayList<>(drawn.subList(0, 3));
    Update last = drawn.get(3);
    others.add(new Update("store-4", last.attemptId(), 1, last.values(), 1));
    float[][] models = new float[3][];
    for (int cohort = 0; cohort < 3; cohort++) {
      try (Bench bench = begun(Bench.AMPLE_MEMORY, PrivateRound.KEY, 1e9)) {
        RoundDefinition round =
            PrivateRound.central("p", PARAMETERS, 5, base(bench)).setMinStores(4).build();
        bench.define(round);
        bench.upload(round, (cohort == 1 ? others : drawn).toArray(Update[]::new));
        bench.advance(Duration.ofSeconds(61));
        bench.command(aggregateNow("p"));
        bench.advance(MOMENT);
        models[cohort] = floats(completed(bench, "p", 2));
      }
    }
    int same = 0;
    for (int i = 0; i < PARAMETERS; i++) {
      same += models[0][i] == models[1][i] ? 1 : 0;
    }
    assertThat(models[2]).isEqualTo(models[0]); // nothing but the cohort makes the difference
    // Noise has a standard deviation of 50 and floats of that size are 2^-18 apart: equal by chance
    // with probability under 2^-24 each; 10 of 33,000 with less than 10^-30.
    assertThat(same).isLessThan(10);
  }

  @Test
  void shouldTellWhatWasSpent_whenARoundIsMade() throws Exception {
    try (Bench bench = begun(Bench.AMPLE_MEMORY, PrivateRound.KEY, 7)) {
      RoundDefinition round = PrivateRound.central("p", PARAMETERS, STORES, base(bench)).build();
      play(bench, round, updates(100), 1);
      completed(bench, "p", 2);

      PrivacyAccount account = (PrivacyAccount) bench.newest(Topics.PRIVACY, "m").getBody();
      assertThat(account.getRho()).isEqualTo(500_000_000_000L);
      assertThat(account.getReservedRho()).isZero();
      assertThat(account.getSetBy()).isEqualTo("ann");
      PrivacyCharge charge = (PrivacyCharge) bench.newest(Topics.PRIVACY, "m/p/0").getBody();
      assertThat(charge.getStoreIds()).containsExactly("store-0", "store-1", "store-2", "store-3");
      assertThat(charge.getVersion()).isEqualTo(2);
      assertThat(charge.getRho()).isEqualTo(500_000_000_000L);
      assertThat(charge.getClipNorm()).isEqualTo(200);
      assertThat(charge.getNoiseScale()).isEqualTo(200);
      // rho 1/2 at delta 1e-5: rho + 2 sqrt(rho ln(1/delta)) = 5.2985 is the looser, known bound.
      assertThat(charge.getEpsilon()).isBetween(4.0, 5.2985).isEqualTo(account.getEpsilon());
      RoundMetrics metrics = bench.metrics("p");
      assertThat(metrics.getPrivacyBudgetUsed()).isEqualTo(charge.getEpsilon());
      assertThat(metrics.getNoiseLevel()).isEqualTo(200.0 / STORES);
      assertThat(metrics.getPrivacyMode()).isEqualTo("central");
      assertThat(metrics.getPrivacyEpsilon()).isEqualTo(charge.getEpsilon());
      assertThat(metrics.getPrivacyDelta()).isEqualTo(charge.getDelta());
      assertThat(metrics.getTrainingMetrics()).isEmpty();
      assertThat(metrics.getTrainingLoss()).isNull();
      assertThat(metrics.getTrainingSamples()).isNull();
      assertThat(metrics.getWeightTotal()).isNull();
      assertThat(metrics.getWeightMin()).isNull();
      assertThat(metrics.getWeightMax()).isNull();
      assertThat(manifest(bench, 2).getNoiseKeyId())
          .isEqualTo(
              String.format("%016x", PrivateRound.KEY.stream("fedlog noise key id").nextLong()));
      assertThat(manifest(bench, 1).getNoiseKeyId()).isNull();
      assertThat(bench.all(Topics.AUDIT))
          .extracting(AuditEvent::getEvent)
          .contains("privacy_budget_set");

      bench.define(PrivateRound.central("q", PARAMETERS, STORES, base(bench)).build());
      RoundState refused = bench.state("q");
      assertThat(refused.getStatus()).isEqualTo(RoundStatus.FAILED);
      assertThat(refused.getReason()).contains("the privacy budget is epsilon 7.00000");
      bench.command(PrivateRound.budget(50));
      bench.define(PrivateRound.central("q", PARAMETERS, STORES, base(bench)).build());
      assertThat(bench.state("q").getStatus()).isEqualTo(RoundStatus.CREATED);
    }
  }

  @Test
  void shouldRefuseTheUpdate_whenItsNormIsOverTheClip() throws Exception {
    try (Bench bench = begun(Bench.AMPLE_MEMORY, PrivateRound.KEY, 1e9)) {
      RoundDefinition round =
          PrivateRound.central("p", PARAMETERS, STORES, base(bench))
              .setMinStores(3)
              .setThreshold("0.5")
              .build();
      List<Update> sent = new ArrayList<>(updates(100));
      sent.set(2, sent.get(2).withValue(32_999, 100)); // 182^2 + 100^2 is more than 200^2
      play(bench, round, sent, 3);
      bench.advance(Duration.ofSeconds(61));

      completed(bench, "p", 2);
      RoundMetrics metrics = bench.metrics("p");
      assertThat(metrics.getAggregatedStores()).isEqualTo(3);
      assertThat(metrics.getAttemptsRejectedByReason()).isEqualTo(Map.of("over_norm", 1L));
    }
  }

  /** What stores sent was clipped and put on a grid for one method only. */
  @Test
  void shouldKeepTheMethodAndTheUnit_whenAskedForOthersNow() {
    try (Bench bench = begun(Bench.AMPLE_MEMORY, PrivateRound.KEY, 1e9)) {
      RoundDefinition round =
          PrivateRound.central("p", PARAMETERS, STORES, base(bench)).setMinStores(1).build();
      bench.define(round);
      bench.upload(round, updates(100).get(0));

      bench.command(aggregateNow("median", round.getGrid(), "one"));
      bench.command(aggregateNow("fedavg", new Grid(23, 1024.0, 0, 1L, 1 << 10, 1), "two"));
      assertThat(bench.reasons()).containsOnly("bad_method").hasSize(2);
      assertThat(bench.state("p").getStatus()).isEqualTo(RoundStatus.IN_PROGRESS);
    }
  }

  @Test
  void shouldBeRefusedAndSpendNothing_whenThereIsNoSecret() {
    try (Bench bench = begun(Bench.AMPLE_MEMORY, null, 1e9)) {
      bench.define(PrivateRound.central("p", PARAMETERS, STORES, base(bench)).build());

      assertThat(bench.state("p").getStatus()).isEqualTo(RoundStatus.FAILED);
      assertThat(bench.state("p").getReason()).contains("FL_NOISE_KEY_FILE");
      PrivacyAccount account = (PrivacyAccount) bench.newest(Topics.PRIVACY, "m").getBody();
      assertThat(account.getRho() + account.getReservedRho()).isZero();
    }
  }

  @Test
  void shouldNameTheKey_whenTheNoiseIsDecided() {
    try (Bench bench = begun(Bench.AMPLE_MEMORY, PrivateRound.KEY, 1e9)) {
      play(
          bench, PrivateRound.central("p", PARAMETERS, STORES, base(bench)).build(), updates(1), 1);

      assertThat(decision(bench, "p").getNoiseKeyId())
          .isEqualTo(manifest(bench, 2).getNoiseKeyId())
          .isNotNull();
    }
  }

  /** Nothing may be published of stores that the budget does not count. */
  @Test
  void shouldRefuseARoundWithoutPrivacy_untilTheBudgetIsWithdrawn() {
    try (Bench bench = begun(Bench.AMPLE_MEMORY, PrivateRound.KEY, 7)) {
      bench.define(Definitions.weighted("plain", "m", PARAMETERS, STORES).build());
      assertThat(bench.state("plain").getStatus()).isEqualTo(RoundStatus.FAILED);
      assertThat(bench.state("plain").getReason()).contains("withdraw the budget first");

      bench.command(
          Command.newBuilder(PrivateRound.budget(7)).setCommandId("none").setBudget(null).build());
      PrivacyAccount account = (PrivacyAccount) bench.newest(Topics.PRIVACY, "m").getBody();
      assertThat(account.getBudget()).isNull();
      assertThat(bench.all(Topics.AUDIT))
          .extracting(AuditEvent::getEvent)
          .contains("privacy_budget_withdrawn");
      bench.define(Definitions.weighted("again", "m", PARAMETERS, STORES).build());
      assertThat(bench.state("again").getStatus()).isEqualTo(RoundStatus.CREATED);
    }
  }

  /** With noise of the stores' own the aggregator adds none, and asks for no norm. */
  @Test
  void shouldAddNothing_whenStoresHaveAddedTheNoise() throws Exception {
    try (Bench bench = begun(Bench.AMPLE_MEMORY, null, 1e9)) {
      RoundDefinition round =
          PrivateRound.of(
                  "p",
                  PARAMETERS,
                  STORES,
                  base(bench),
                  PrivacyMode.LOCAL,
                  Noise.GAUSSIAN,
                  1 << 24,
                  2 << 24)
              .build();
      List<Update> sent = updates(100);
      Update retried = sent.get(0).retry(77, 2);
      bench.define(round);
      bench.upload(round, sent.get(0), retried, sent.get(1), sent.get(2), sent.get(3));
      bench.advance(MOMENT);

      List<Update> decoded = sent.stream().map(update -> update.decoded(round)).toList();
      assertThat(completed(bench, "p", 2))
          .isEqualTo(PlainMean.of(decoded, floats(bench.model("m", 1))));
      PrivacyCharge charge = (PrivacyCharge) bench.newest(Topics.PRIVACY, "m/p/0").getBody();
      assertThat(charge.getStoreIds())
          .containsExactly("store-0", "store-1", "store-2", "store-3"); // the same bytes twice
      assertThat(charge.getRho()).isEqualTo(500_000_000_000L); // 2^2 / (2 x 2^2)
      assertThat(bench.metrics("p").getNoiseLevel())
          .isCloseTo(2 / Math.sqrt(STORES), within(1e-12));
    }
  }

  @Test
  void shouldRefuseTheChunk_whenAUnitIsBeyondTheGrid() {
    try (Bench bench = begun(Bench.AMPLE_MEMORY, PrivateRound.KEY, 1e9)) {
      RoundDefinition round = PrivateRound.central("p", PARAMETERS, STORES, base(bench)).build();
      bench.define(round);
      bench.upload(round, updates(100).get(0).withValue(7, 1024.0001f));

      assertThat(bench.reasons()).contains("out_of_range");
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("impossible")
  void shouldBeRefused_whenARoundCannotBePrivate(
      String reason, UnaryOperator<RoundDefinition.Builder> change) {
    try (Bench bench = new Bench(50, Bench.AMPLE_MEMORY, PrivateRound.KEY)) {
      bench.command(PrivateRound.budget(1e9));
      bench.define(change.apply(PrivateRound.central("p", PARAMETERS, STORES, BASE)).build());

      assertThat(bench.state("p").getStatus()).isEqualTo(RoundStatus.FAILED);
      assertThat(bench.state("p").getReason()).contains(reason);
    }
  }

  static Stream<Arguments> impossible() {
    return Stream.of(
        change(
            "privacy mode DISTRIBUTED needs secure aggregation",
            round ->
                round
                    .setPrivacyMode("distributed")
                    .setPrivacy(
                        new PrivacyRules(PrivacyMode.DISTRIBUTED, Noise.GAUSSIAN, 9L, 9L, 0.1))),
        change("privacy_mode is local; expected central", round -> round.setPrivacyMode("local")),
        change("privacy_mode is central; expected none", round -> round.setPrivacy(null)),
        change(
            "method median does not aggregate",
            round -> round.setMethod("median").setGrid(new Grid(24, 1024.0, 0, 1L, 9, 1))),
        change(
            "method krum does not aggregate",
            round ->
                round
                    .setMethod("krum")
                    .setMethodParameters(Map.of("byzantine", "0"))
                    .setGrid(new Grid(24, 1024.0, 0, 1L, 9, 1))),
        change("method is fednova", round -> round.setMethod("fednova")),
        change(
            "update_encoding is AS_MODEL; expected GRID",
            round -> round.setUpdateEncoding(UpdateEncoding.AS_MODEL)),
        change(
            "weighting is SAMPLES; expected EQUAL",
            round -> round.setMethod("weighted").setWeighting(Weighting.SAMPLES)),
        change("the grid has lanes 2", round -> round.setGrid(new Grid(24, 1024.0, 0, 1L, 9, 2))),
        change("the round has none: expected a base", round -> round.setBase(null)),
        change(
            "clip_units is 0",
            round ->
                round.setPrivacy(
                    new PrivacyRules(PrivacyMode.CENTRAL, Noise.GAUSSIAN, 0L, 9L, 0.1))),
        change(
            "delta is 0.0; expected above 0",
            round ->
                round.setPrivacy(
                    new PrivacyRules(PrivacyMode.CENTRAL, Noise.GAUSSIAN, 9L, 9L, 0.0))),
        change(
            "give more noise",
            round ->
                round.setPrivacy(
                    new PrivacyRules(PrivacyMode.CENTRAL, Noise.GAUSSIAN, 1L << 60, 1L, 0.1))),
        change(
            "windows is there; expected one decision",
            round -> round.setTargetCount(0).setTargetPages(0).setWindows(windows())),
        change(
            "chunk_bytes is 524288; expected less with update_encoding GRID",
            round ->
                round
                    .setParameterCount(1 << 18)
                    .setLayout(List.of())
                    .setUpdateBytes(1 << 20)
                    .setChunkBytes(512 << 10)
                    .setChunkCount(2)),
        change(
            "encoding is TEXT; expected numbers",
            round -> round.setEncoding(Encoding.TEXT).setMethod("union").setChunkCount(1)));
  }

  private static Arguments change(String reason, UnaryOperator<RoundDefinition.Builder> change) {
    return Arguments.of(reason, change);
  }

  private static WindowRules windows() {
    return WindowRules.newBuilder().setUpdates(2).setWindowMs(1000).setMaxStaleness(1).build();
  }

  /** A bench on which version 1 of "m" is made, and a budget set. */
  private static Bench begun(long memory, @Nullable NoiseKey key, double epsilon) {
    Bench bench = new Bench(50, memory, key);
    RoundDefinition first = Definitions.weighted("a", "m", PARAMETERS, STORES).build();
    List<Update> updates =
        IntStream.range(0, STORES).mapToObj(i -> Update.draw("store-" + i, PARAMETERS, i)).toList();
    play(bench, first, updates, 1);
    bench.command(PrivateRound.budget(epsilon));
    return bench;
  }

  private static ModelReference base(Bench bench) {
    return new ModelReference("m", 1L, bench.state("a").getModelSha256());
  }

  private static Command aggregateNow(String method, Grid grid, String commandId) {
    return Command.newBuilder(aggregateNow("p"))
        .setCommandId(commandId)
        .setChoice(MethodChoice.newBuilder().setMethod(method).setGrid(grid).build())
        .build();
  }

  private static Command aggregateNow(String roundId) {
    return Command.newBuilder(PrivateRound.budget(1))
        .setCommandId("now")
        .setAction(Action.AGGREGATE_NOW)
        .setRoundId(roundId)
        .setBudget(null)
        .build();
  }

  private static List<Update> updates(long seed) {
    return IntStream.range(0, STORES)
        .mapToObj(i -> PrivateRound.draw("store-" + i, PARAMETERS, seed + i))
        .toList();
  }

  private static void play(Bench bench, RoundDefinition round, List<Update> updates, long seed) {
    bench.define(round);
    List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
    updates.forEach(update -> records.addAll(bench.records(round, update)));
    Collections.shuffle(records, new Random(seed));
    records.forEach(bench::pipe);
    bench.advance(MOMENT);
  }

  private static byte[] completed(Bench bench, String roundId, long version) {
    RoundState state = bench.state(roundId);
    assertThat(state.getStatus()).as(state.getReason()).isEqualTo(RoundStatus.COMPLETED);
    Law.holds(bench.metrics(roundId));
    return bench.model("m", version);
  }

  private static Decision decision(Bench bench, String roundId) {
    return bench.all(Topics.ROUND_CONTROL).stream()
        .map(order -> order.getOrder())
        .filter(Decision.class::isInstance)
        .map(Decision.class::cast)
        .filter(decision -> decision.getRoundId().equals(roundId))
        .findFirst()
        .orElseThrow();
  }

  private static ModelManifest manifest(Bench bench, long version) {
    return bench.all(Topics.GLOBAL_MODELS).stream()
        .map(ModelRecord::getBody)
        .filter(ModelManifest.class::isInstance)
        .map(ModelManifest.class::cast)
        .filter(manifest -> manifest.getVersion() == version)
        .findFirst()
        .orElseThrow();
  }

  private static float[] floats(byte[] model) {
    float[] values = new float[model.length / 4];
    ByteBuffer.wrap(model).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }
}
