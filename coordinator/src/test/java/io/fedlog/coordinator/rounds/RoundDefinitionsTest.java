package io.fedlog.coordinator.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.learning.encoding.UpdateEncoding;
import io.fedlog.learning.encoding.UpdateEncoding.Kind;
import io.fedlog.schemas.AtDeadline;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.Grid;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.Normalise;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundTargets;
import io.fedlog.schemas.SelectionRecord;
import io.fedlog.schemas.SelectionRules;
import io.fedlog.schemas.Tensor;
import io.fedlog.schemas.Weighting;
import io.fedlog.schemas.WindowRules;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RoundDefinitionsTest {

  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00.123456Z");
  private static final RoundDefinitions DEFINITIONS =
      new RoundDefinitions(new RoundLimits(65_536, 1000, 1 << 24));
  private static final List<String> STORES = List.of("a", "b", "c", "d");

  @Test
  void shouldCountChunks_whenLastOneIsShort() {
    // 40,000 floats are 160,000 bytes: two chunks of 65,536 and one of 28,928.
    RoundDefinition round = define(floats(40_000), Aggregation.equal("fedavg"), STORES, 3);

    assertThat(round.getParameterCount()).isEqualTo(40_000);
    assertThat(round.getUpdateBytes()).isEqualTo(160_000);
    assertThat(round.getChunkBytes()).isEqualTo(65_536);
    assertThat(round.getChunkCount()).isEqualTo(3);
    assertThat(round.getUpdatesTopic()).isEqualTo("fl.updates.r1");
    assertThat(round.getCreatedAt()).isEqualTo("2026-11-20T10:00:00.123Z");
  }

  @Test
  void shouldMultiplyShapes_whenLayoutHasSeveralArrays() {
    UpdateForm form =
        new UpdateForm(
            Encoding.FLOAT64,
            List.of(new Tensor("w", List.of(3, 5)), new Tensor("b", List.of(5))),
            1024,
            true);
    RoundDefinition round = define(form, Aggregation.equal("sum"), STORES, 3);

    assertThat(round.getParameterCount()).isEqualTo(20);
    assertThat(round.getUpdateBytes()).isEqualTo(160);
    assertThat(round.getChunkCount()).isEqualTo(1);
  }

  @Test
  void shouldKeepTheModelsChunks_whenUpdatesTravelOtherwise() {
    UpdateForm tenth = floats(40_000, new UpdateEncoding(Kind.TOP_K, 0.1));
    RoundDefinition round = trained(tenth, new ModelReference("t", 3L, "00".repeat(32)));

    assertThat(round.getUpdateEncoding()).isEqualTo(io.fedlog.schemas.UpdateEncoding.TOP_K);
    assertThat(round.getTopKShare()).isEqualTo(0.1);
    assertThat(round.getUpdateBytes()).isEqualTo(160_000);
    assertThat(round.getChunkCount()).isEqualTo(3);
  }

  @Test
  void shouldBeRefused_whenUpdatesDifferFromNothing() {
    UpdateForm steps = floats(4, UpdateEncoding.of(Kind.INT8));

    assertThatThrownBy(() -> trained(steps, null))
        .hasMessageContaining("INT8 sends differences to the base version, and the round has none");
    DEFINITIONS.check(spec("r1", "t", steps, Aggregation.equal("fedavg"), STORES, 3));
  }

  private static RoundDefinition trained(UpdateForm form, @Nullable ModelReference base) {
    RoundSpec plain = spec("r1", "t", form, Aggregation.equal("fedavg"), STORES, 3);
    RoundSpec based =
        new RoundSpec(
            "r1",
            "t",
            null,
            0,
            base,
            List.of(),
            plain.aggregation(),
            form,
            plain.participation(),
            Map.of(),
            "test");
    return DEFINITIONS.define(based, NOW).definition();
  }

  private static UpdateForm floats(int count, UpdateEncoding updates) {
    return new UpdateForm(
        Encoding.FLOAT32, List.of(new Tensor("w", List.of(count))), 1024, false, updates);
  }

  @Test
  void shouldHaveOneChunk_whenText() {
    RoundDefinition round = define(UpdateForm.text(), Aggregation.equal("union"), STORES, 3);

    assertThat(round.getUpdateBytes()).isEqualTo(524_288);
    assertThat(round.getChunkBytes()).isEqualTo(524_288);
    assertThat(round.getChunkCount()).isEqualTo(1);
    assertThat(round.getParameterCount()).isZero();
    assertThat(round.getLayout()).isEmpty();
  }

  @Test
  void shouldTakeTheFinestGrid_whenEqualWeights() {
    // 1024 * 1 * 4 stores = 2^12: the sum allows 2^-49, one contribution under 2^51 allows 2^-40.
    Grid grid = define(floats(4), Aggregation.equal("fedavg"), STORES, 3).getGrid();

    assertThat(grid.getUnitExponent()).isEqualTo(40);
    assertThat(grid.getMaxCohort()).isEqualTo(4);
    assertThat(grid.getMaxWeight()).isEqualTo(1);
    assertThat(grid.getLanes()).isEqualTo(1);
  }

  @Test
  void shouldKeepResiduals_whenSampleWeightsMakeOneLaneCoarse() {
    // 2^10 * 2^24 = 2^34 for one contribution: a unit of 2^-16 alone would be coarse.
    Aggregation bySamples = new Aggregation("weighted", Map.of(), Weighting.SAMPLES, null);
    Grid grid = define(floats(4), bySamples, STORES, 3).getGrid();

    assertThat(grid.getUnitExponent()).isEqualTo(16);
    assertThat(grid.getMaxWeight()).isEqualTo(16_777_216);
    assertThat(grid.getWeightFractionBits()).isZero();
    assertThat(grid.getLanes()).isEqualTo(2);
  }

  @Test
  void shouldWeighInMillionths_whenAMetricWeighs() {
    Aggregation byMetric = new Aggregation("weighted", Map.of(), Weighting.METRIC, "accuracy");
    Grid grid = define(floats(4), byMetric, STORES, 3).getGrid();

    assertThat(grid.getWeightFractionBits()).isEqualTo(20);
    assertThat(grid.getMaxWeight()).isEqualTo(1L << 30);
  }

  @Test
  void shouldMakeRoomForTheInstallation_whenEveryStoreMayJoin() {
    RoundDefinition round = define(floats(4), Aggregation.equal("fedavg"), List.of(), 3);

    assertThat(round.getGrid().getMaxCohort()).isEqualTo(1000);
    assertThat(round.getTargetCount()).isZero();
    assertThat(round.getTargetPages()).isZero();
  }

  @Test
  void shouldBeTheSame_whenAskedTwice() {
    assertThat(define(floats(4), Aggregation.equal("fedavg"), STORES, 3))
        .isEqualTo(define(floats(4), Aggregation.equal("fedavg"), STORES, 3));
  }

  @Test
  void shouldStayWithinWhatTheMethodCanDo_whenTheSettingsAllowMore() {
    RoundDefinitions large = new RoundDefinitions(new RoundLimits(524_288, 100_000, 1 << 24));
    Aggregation krum = new Aggregation("krum", Map.of("byzantine", "1"), Weighting.EQUAL, null);
    Aggregation adam = new Aggregation("fedadam", Map.of(), Weighting.SAMPLES, null);

    RoundDefinition measured =
        large.define(spec("r1", "t", floats(200_000), krum, List.of(), 5), NOW).definition();
    RoundDefinition stepped =
        large.define(spec("r1", "t", floats(200_000), adam, List.of(), 5), NOW).definition();

    // Distances of 250 updates fit a record; so do two doubles for each float of 128 KiB.
    assertThat(measured.getGrid().getMaxCohort()).isEqualTo(250);
    assertThat(measured.getChunkBytes()).isEqualTo(131_072);
    assertThat(stepped.getGrid().getMaxCohort()).isEqualTo(100_000);
    assertThat(stepped.getChunkBytes()).isEqualTo(131_072);
  }

  @Test
  void shouldLetInWhatTheMethodCanHold_whenEveryStoreMayJoin() {
    RoundDefinitions large = new RoundDefinitions(new RoundLimits(524_288, 100_000, 1 << 24));
    Aggregation median = Aggregation.equal("median");

    RoundDefinition small =
        large.define(spec("r1", "t", floats(4), median, List.of(), 5), NOW).definition();
    RoundDefinition big =
        large.define(spec("r1", "t", floats(200_000), median, List.of(), 5), NOW).definition();

    // 2^26 bytes for updates of 16 and of 131,072 bytes, and 9,216 beside each.
    assertThat(small.getGrid().getMaxCohort()).isEqualTo(7269);
    assertThat(big.getGrid().getMaxCohort()).isEqualTo(478);
  }

  @Test
  void shouldRefuse_whenMoreStoresAreNeededThanAsked() {
    assertThatThrownBy(() -> define(floats(4), Aggregation.equal("fedavg"), STORES, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("min_stores")
        .hasMessageContaining("4 target stores")
        .hasMessageContaining("came 5");
    assertThatThrownBy(() -> define(floats(4), Aggregation.equal("fedavg"), List.of(), 1001))
        .hasMessageContaining("1000 updates")
        .hasMessageContaining("came 1001");
  }

  @Test
  void shouldRefuse_whenTheRoundIsCalledLikeTheTopicWithoutRounds() {
    assertThatThrownBy(() -> spec("none", "sales_forecast"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("round_id: \"none\"");
  }

  @Test
  void shouldRefuse_whenMethodDoesNotFitTheEncoding() {
    assertThatThrownBy(() -> define(floats(4), Aggregation.equal("union"), STORES, 3))
        .hasMessageContaining("union")
        .hasMessageContaining("FLOAT32");
    assertThatThrownBy(() -> define(floats(4), Aggregation.equal("magic"), STORES, 3))
        .hasMessageContaining("magic")
        .hasMessageContaining("fedavg");
    Aggregation weighed = new Aggregation("fedavg", Map.of(), Weighting.SAMPLES, null);
    assertThatThrownBy(() -> define(floats(4), weighed, STORES, 3))
        .hasMessageContaining("maxWeight is 16777216");
  }

  @Test
  void shouldRefuse_whenLayoutIsImpossible() {
    assertThatThrownBy(() -> floats(0)).hasMessageContaining("at least one parameter");
    assertThatThrownBy(() -> floats(-1)).hasMessageContaining("shape [-1]");
    assertThatThrownBy(() -> new UpdateForm(Encoding.FLOAT32, List.of(), 1, false))
        .hasMessageContaining("came 0 arrays with FLOAT32");
    UpdateForm huge =
        new UpdateForm(
            Encoding.FLOAT32,
            List.of(new Tensor("w", List.of(1 << 30, 1 << 30, 1 << 30))),
            1,
            false);
    assertThatThrownBy(() -> define(huge, Aggregation.equal("fedavg"), STORES, 3))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void shouldRefuse_whenWeightMetricIsMissingOrTooMuch() {
    assertThatThrownBy(() -> new Aggregation("weighted", Map.of(), Weighting.METRIC, null))
        .hasMessageContaining("weight_metric");
    assertThatThrownBy(() -> new Aggregation("weighted", Map.of(), Weighting.SAMPLES, "loss"))
        .hasMessageContaining("\"loss\" with SAMPLES");
  }

  @Test
  void shouldRefuse_whenChunkBytesAreNoPowerOfTwoOfLeaves() {
    for (int bytes : new int[] {0, 65_535, 32_768, 196_608, 1_048_576}) {
      assertThatThrownBy(() -> new RoundLimits(bytes, 1, 1))
          .hasMessageContaining("FL_CHUNK_BYTES")
          .hasMessageContaining("came " + bytes);
    }
  }

  @Test
  void shouldRefuse_whenIdsAreNotFit() {
    assertThatThrownBy(() -> spec("r 1", "t")).hasMessageContaining("r 1");
    assertThatThrownBy(() -> spec("r1", "a/b"))
        .hasMessageContaining("model_type")
        .hasMessageContaining("a/b");
  }

  @Test
  void shouldRefuse_whenEveryStoreWouldRefuseTheTraining() {
    assertThatThrownBy(() -> train("sales_forecast", Map.of("client_method", "sgd")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("client_method is \"sgd\", expected one of");
    assertThatThrownBy(() -> train("sales_forecast", Map.of("client_method", "fednova")))
        .hasMessageContaining("method is fedavg and client_method is fednova");
    assertThatThrownBy(() -> train("sales_forecast", Map.of("client_method", "scaffold")))
        .hasMessageContaining("control variates [], expected [control.w]");
    assertThatThrownBy(() -> train("sales_forecast", Map.of("local_tensors", "head")))
        .hasMessageContainingAll("local_tensors names head", "[w]");
    assertThatThrownBy(() -> train("customer_segmentation", Map.of("mu", "1")))
        .hasMessageContaining("only adds up sums");
  }

  @Test
  void shouldLeaveTheKeysToTheTrainers_whenTheTypeIsNotBuiltIn() {
    Map<String, String> own = Map.of("client_method", "scaffold", "mu", "0");

    assertThat(train("shelf_vision", own).getTrainingConfig()).isEqualTo(own);
  }

  private static RoundDefinition train(String modelType, Map<String, String> config) {
    RoundSpec plain = spec("r1", modelType);
    RoundSpec asked =
        new RoundSpec(
            plain.roundId(),
            modelType,
            null,
            0,
            new ModelReference(modelType, 1L, "00".repeat(32)),
            List.of(),
            plain.aggregation(),
            plain.form(),
            plain.participation(),
            config,
            "test");
    return DEFINITIONS.define(asked, NOW).definition();
  }

  private static RoundDefinition define(
      UpdateForm form, Aggregation aggregation, List<String> targets, int minStores) {
    return DEFINITIONS
        .define(spec("r1", "t", form, aggregation, targets, minStores), NOW)
        .definition();
  }

  private static UpdateForm floats(int count) {
    return new UpdateForm(Encoding.FLOAT32, List.of(new Tensor("w", List.of(count))), 1024, false);
  }

  @Test
  void shouldCarryTheRules_whenARoundHasWindows() {
    WindowRules rules =
        WindowRules.newBuilder().setUpdates(3).setWindowMs(1_000).setMaxStaleness(5).build();
    RoundSpec spec = withBase(2).with(rules);

    assertThat(DEFINITIONS.define(spec, NOW).definition().getWindows()).isEqualTo(rules);
  }

  @Test
  void shouldCutIntoSmallChunks_whenAWindowMayRestOnManyVersions() {
    WindowRules rules =
        WindowRules.newBuilder().setUpdates(1_000).setWindowMs(1_000).setMaxStaleness(255).build();

    RoundSpec forAll = withBase(List.of(), 2).with(rules);

    assertThat(DEFINITIONS.define(forAll, NOW).definition().getChunkBytes()).isEqualTo(64 << 10);
  }

  @Test
  void shouldRefuse_whenWindowsCannotWork() {
    WindowRules.Builder rules =
        WindowRules.newBuilder().setUpdates(1).setWindowMs(1_000).setMaxStaleness(5);
    RoundSpec spec = withBase(1);

    assertThatThrownBy(() -> DEFINITIONS.define(spec("r1", "m").with(rules.build()), NOW))
        .hasMessage("windows: base is null; expected a version of m");
    rules.setNormalise(Normalise.WEIGHTS);
    assertThatThrownBy(() -> DEFINITIONS.define(spec.with(rules.build()), NOW))
        .hasMessageStartingWith("windows: normalise is WEIGHTS; expected UPDATES");
    rules.setNormalise(Normalise.UPDATES).setMaxStaleness(256);
    assertThatThrownBy(() -> DEFINITIONS.define(spec.with(rules.build()), NOW))
        .hasMessage("windows: max_staleness is 256; expected 0 to 255");
    assertThatThrownBy(
            () -> DEFINITIONS.define(withBase(2).with(rules.setMaxStaleness(5).build()), NOW))
        .hasMessage("windows: min_stores is 2; expected at most the 1 updates of a window");
  }

  @Test
  void shouldRecordTheDrawAndWhatIsTaken_whenItsStoresWereDrawn() {
    SelectionRecord how =
        new SelectionRecord(SelectionRules.newBuilder().setSeed(9).build(), 40, 30, 2, 9);
    RoundSpec spec = withBase(2);

    DefinedRound round =
        DEFINITIONS.define(
            spec.with(spec.participation().drawn(List.of("x", "y", "z"), 2, how)), NOW);

    assertThat(round.definition().getTake()).isEqualTo(2);
    assertThat(round.definition().getSelection()).isEqualTo(how);
    assertThat(round.definition().getTargetCount()).isEqualTo(3);
    // Chunks of all three are summed until it is decided whose are taken.
    assertThat(round.definition().getGrid().getMaxCohort()).isEqualTo(3);
    assertThat(round.pages())
        .singleElement()
        .extracting(RoundTargets::getStoreIds)
        .isEqualTo(List.of("x", "y", "z"));
  }

  @Test
  void shouldDrawAsManyAsAreAllowedAndTheMethodCompares() {
    Aggregation krum = new Aggregation("krum", Map.of("byzantine", "1"), Weighting.EQUAL, null);

    assertThat(DEFINITIONS.mostStores(spec("r1", "m"))).isEqualTo(1000);
    assertThat(DEFINITIONS.mostStores(spec("r1", "m", floats(1), krum, STORES, 1))).isEqualTo(250);
    assertThat(
            DEFINITIONS.mostStores(
                spec("r1", "m", UpdateForm.text(), Aggregation.equal("union"), STORES, 1)))
        .isEqualTo(1000);
  }

  @Test
  void shouldRefuse_whenADrawnRoundNeedsMoreThanMayBeDrawn() {
    List<String> stores = IntStream.range(0, 1001).mapToObj(i -> "s" + i).toList();
    SelectionRecord how =
        new SelectionRecord(SelectionRules.newBuilder().build(), 1001, 1001, 1001, 1000);
    RoundSpec named = withBase(stores, 1001);
    RoundSpec drawn = named.with(named.participation().drawn(stores, 0, how));

    assertThatThrownBy(() -> DEFINITIONS.check(drawn))
        .hasMessageStartingWith("min_stores: expected at most the 1000 updates a round may have");
    assertThatCode(() -> DEFINITIONS.check(named)).doesNotThrowAnyException();
  }

  @Test
  void shouldRefuseToTakeTheFirst_whenWindowsDo() {
    WindowRules rules =
        WindowRules.newBuilder().setUpdates(3).setWindowMs(1_000).setMaxStaleness(5).build();
    RoundSpec spec = withBase(2).with(rules);
    SelectionRecord how = new SelectionRecord(SelectionRules.newBuilder().build(), 4, 4, 2, 9);

    assertThatThrownBy(
            () -> DEFINITIONS.define(spec.with(spec.participation().drawn(STORES, 2, how)), NOW))
        .hasMessage("windows: take is 2; expected 0: a window takes its first updates anyway");
  }

  private static RoundSpec withBase(int minStores) {
    return withBase(STORES, minStores);
  }

  private static RoundSpec withBase(List<String> stores, int minStores) {
    RoundSpec plain = spec("r1", "m", floats(1), Aggregation.equal("fedavg"), stores, minStores);
    return new RoundSpec(
        plain.roundId(),
        plain.modelType(),
        null,
        0,
        new ModelReference("m", 1L, "0".repeat(64)),
        plain.requires(),
        plain.aggregation(),
        plain.form(),
        plain.participation(),
        plain.trainingConfig(),
        plain.createdBy());
  }

  private static RoundSpec spec(String roundId, String modelType) {
    return spec(roundId, modelType, floats(1), Aggregation.equal("fedavg"), STORES, 1);
  }

  private static RoundSpec spec(
      String roundId,
      String modelType,
      UpdateForm form,
      Aggregation aggregation,
      List<String> targets,
      int minStores) {
    return new RoundSpec(
        roundId,
        modelType,
        null,
        0,
        null,
        List.of(),
        aggregation,
        form,
        new Participation(
            targets,
            minStores,
            new BigDecimal("0.8"),
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            AtDeadline.FAIL),
        Map.of(),
        "test");
  }
}
