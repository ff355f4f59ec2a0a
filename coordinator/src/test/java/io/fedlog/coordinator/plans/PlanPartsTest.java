package io.fedlog.coordinator.plans;

import static io.fedlog.coordinator.LogRecords.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.coordinator.rounds.RoundDefinitions;
import io.fedlog.coordinator.rounds.RoundLimits;
import io.fedlog.learning.method.Methods;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.PlanTarget;
import io.fedlog.schemas.SecureRules;
import io.fedlog.schemas.SelectionRules;
import io.fedlog.schemas.UpdateEncoding;
import io.fedlog.schemas.Weighting;
import io.fedlog.schemas.WindowRules;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plans that could not work are refused before any store has done anything for them. */
class PlanPartsTest {
  private static final RoundDefinitions DEFINITIONS =
      new RoundDefinitions(new RoundLimits(65_536, 100_000, 1 << 24));

  /** Of numbers, with the parameters that have no default. */
  private static final Map<String, Map<String, String>> WORKING =
      Map.ofEntries(
          Map.entry("fedavg", Map.of()),
          Map.entry("weighted", Map.of()),
          Map.entry("median", Map.of()),
          Map.entry("trimmed_mean", Map.of("trim", "0.2")),
          Map.entry("krum", Map.of("byzantine", "2")),
          Map.entry("multi_krum", Map.of("byzantine", "2", "multi", "3")),
          Map.entry("bulyan", Map.of("byzantine", "1")),
          Map.entry("geometric_median", Map.of()),
          Map.entry("norm_clipping", Map.of("tau", "1.5")),
          Map.entry("centred_clipping", Map.of("tau", "1.5")),
          Map.entry("fedavgm", Map.of()),
          Map.entry("fedadam", Map.of("eta", "0.05")),
          Map.entry("fedyogi", Map.of()),
          Map.entry("fedadagrad", Map.of()));

  private static final WindowRules SEVEN =
      WindowRules.newBuilder().setUpdates(7).setWindowMs(1_000).setMaxStaleness(3).build();

  @Test
  void shouldLetThePlanIn_whateverTheMethodOfNumbers() {
    WORKING.forEach(
        (method, parameters) ->
            assertThatCode(() -> check(sevenStores(method, parameters)))
                .as(method)
                .doesNotThrowAnyException());
    Set<String> others = new TreeSet<>(Methods.names());
    others.removeAll(WORKING.keySet());
    assertThat(others).as("text, totals and steps").containsExactly("fednova", "sum", "union");
  }

  @ParameterizedTest
  @CsvSource({"scaffold, auto", "scaffold, fedavg", "fednova, auto", "fednova, fednova"})
  void shouldLetThePlanIn_whenItsServerDoesItsPart(String client, String method) {
    assertThatCode(() -> check(trainedBy(client).setMethod(method))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "scaffold, weighted, expected method fedavg",
    "scaffold, fedadam, nothing else may be done to control variates",
    "scaffold, median, expected method fedavg",
    "fednova, fedavg, expected method fednova",
    "fednova, krum, expected method fednova",
    "fedavg, fednova, or client_method fednova"
  })
  void shouldRefuseThePlan_whenItsServerDoesNotDoItsPart(
      String client, String method, String reason) {
    assertThatThrownBy(() -> check(trainedBy(client).setMethod(method)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("method is %s and client_method is %s", method, client)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource({"scaffold", "fednova"})
  void shouldRefuseAnAsynchronousPlan_whenUpdatesNeedACommonBase(String client) {
    assertThatThrownBy(() -> check(trainedBy(client).setMethod("auto").setWindows(SEVEN)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("client_method is %s in a round with windows", client);
  }

  @ParameterizedTest
  @CsvSource({
    "scaffold, FLOAT16, expected AS_MODEL: a store keeps its control variate whole",
    "scaffold, INT8, expected AS_MODEL: a store keeps its control variate whole",
    "fednova, BFLOAT16, 'by the stores'' steps: expected AS_MODEL, INT8 or TOP_K'"
  })
  void shouldRefuseThePlan_whenItsStoresUpdatesMustNotBeRounded(
      String client, UpdateEncoding encoding, String reason) {
    assertThatThrownBy(() -> check(trainedBy(client).setUpdateEncoding(encoding)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("update_encoding")
        .hasMessageContaining(reason);
    check(trainedBy("fednova").setUpdateEncoding(UpdateEncoding.INT8));
  }

  private static PlanRecord.Builder trainedBy(String clientMethod) {
    return sevenStores("auto", Map.of())
        .setTrainingConfig(Map.of("target", "y", "client_method", clientMethod));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "krum | byzantine=3 | 2f + 3 | at least 9",
        "krum | | byzantine is missing | how many stores may be anything",
        "multi_krum | byzantine=2,multi=6 | multi | 6",
        "bulyan | byzantine=2 | 4f + 3 | at least 11",
        "trimmed_mean | trim=0.5 | trim | 0.5",
        "trimmed_mean | trim=0.1 | trim | at least 10",
        "centred_clipping | tau=0 | tau | 0",
        "fedadam | beta2=1 | beta2 | 1",
        "fedadam | momentum=0.9 | no parameter momentum | beta1",
        "median | trim=0.1 | no parameter trim | none",
        "magic | | magic | fedavg"
      })
  void shouldRefuseThePlan_namingTheBound(
      String method, @Nullable String parameters, String named, String bound) {
    assertThatThrownBy(() -> check(sevenStores(method, parsed(parameters))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(named)
        .hasMessageContaining(bound);
  }

  @Test
  void shouldRefuseThePlan_whenTheMethodCountsEveryUpdateOnce() {
    PlanRecord.Builder bySamples =
        plan("p", 1, 0).setMethod("median").setWeighting(Weighting.SAMPLES);
    assertThatThrownBy(() -> check(bySamples))
        .hasMessageContaining("median counts every update once: maxWeight is 16777216");
    PlanRecord.Builder byLoss = plan("p", 1, 0).setMethod("fedavg").setWeightMetric("loss");
    assertThatThrownBy(() -> check(byLoss)).hasMessageContaining("fedavg counts every update once");
    PlanRecord.Builder both =
        plan("p", 1, 0)
            .setMethod("weighted")
            .setWeighting(Weighting.SAMPLES)
            .setWeightMetric("loss");
    assertThatThrownBy(() -> check(both)).hasMessageContaining("\"loss\" with SAMPLES");
  }

  @Test
  void shouldLetThePlanIn_whateverTheUpdatesTravelAs() {
    for (UpdateEncoding encoding : UpdateEncoding.values()) {
      double share = encoding == UpdateEncoding.TOP_K ? 0.1 : 0;
      PlanRecord.Builder plan =
          sevenStores("weighted", Map.of()).setUpdateEncoding(encoding).setTopKShare(share);
      assertThatCode(() -> check(plan)).as(encoding.name()).doesNotThrowAnyException();
      plan.setWindows(SEVEN);
      assertThatCode(() -> check(plan)).as(encoding + " in windows").doesNotThrowAnyException();
    }
    check(sevenStores("median", Map.of()).setUpdateEncoding(UpdateEncoding.FLOAT16));
  }

  @Test
  void shouldRefuseThePlan_whenUpdatesCannotTravelSo() {
    assertThatThrownBy(
            () -> check(sevenStores("median", Map.of()).setUpdateEncoding(UpdateEncoding.INT8)))
        .hasMessageContaining("which method median does not aggregate");
    assertThatThrownBy(
            () -> check(sevenStores("fedavg", Map.of()).setUpdateEncoding(UpdateEncoding.TOP_K)))
        .hasMessageContaining("top_k_share is 0.0 with update_encoding TOP_K");
    PlanRecord.Builder segments =
        plan("p", 1, 0)
            .setModelType("customer_segmentation")
            .setMethod("auto")
            .setTrainingConfig(Map.of())
            .setUpdateEncoding(UpdateEncoding.BFLOAT16);
    assertThatThrownBy(() -> check(segments))
        .hasMessageContaining("update_encoding is BFLOAT16 with encoding FLOAT64");
    assertThatThrownBy(
            () ->
                PlanParts.check(
                    sevenStores("fedavg", Map.of())
                        .setUpdateEncoding(UpdateEncoding.FLOAT16)
                        .build(),
                    DEFINITIONS,
                    100_000))
        .hasMessageContaining("take BFLOAT16 or a smaller max_abs_value");
  }

  @Test
  void shouldRefuseThePlan_whenMoreStoresAreAskedThanTheMethodCanCompare() {
    List<String> stores = IntStream.range(0, 251).mapToObj(i -> "s" + i).toList();
    PlanRecord.Builder krum =
        plan("p", 1, 0)
            .setMethod("krum")
            .setMethodParameters(Map.of("byzantine", "1"))
            .setMinStores(5)
            .setTargetStores(stores);

    assertThatThrownBy(() -> check(krum))
        .hasMessageContaining("maxCohort is 251")
        .hasMessageContaining("250");
    check(krum.setTargetStores(stores.subList(0, 250)));
  }

  @ParameterizedTest
  @CsvSource({
    "sales_forecast, client_method, typo, '\"typo\", expected one of [fedavg, fedprox, scaffold'",
    "customer_segmentation, client_method, scaffold, customer_segmentation only adds up sums",
    "sales_forecast, mu, -1, 'mu is \"-1\", expected a number above 0'",
    "sales_forecast, fedprox_mu, 1, unknown key fedprox_mu",
    "sales_forecast, learning_rate, fast, learning_rate",
    "customer_segmentation, mu, 0.1, customer_segmentation only adds up sums"
  })
  void shouldRefuseThePlan_whenEveryStoreWould(
      String type, String key, String value, String words) {
    Map<String, String> config =
        type.equals("sales_forecast") ? Map.of("target", "y", key, value) : Map.of(key, value);
    PlanRecord plan =
        plan("p", 1, 0).setModelType(type).setMethod("auto").setTrainingConfig(config).build();

    assertThatThrownBy(() -> PlanParts.check(plan, DEFINITIONS, 1024))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words);
  }

  @Test
  void shouldRefuseThePlan_whenBothPullsAreSet() {
    PlanRecord plan =
        plan("p", 1, 0)
            .setTrainingConfig(Map.of("target", "y", "mu", "0.1", "proximal", "3"))
            .build();

    assertThatThrownBy(() -> PlanParts.check(plan, DEFINITIONS, 1024))
        .hasMessageContaining("mu and proximal are both set");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "median | | it compares updates with each other",
        "krum | byzantine=2 | it compares updates with each other",
        "fedadam | | it steps from the one version that all updates start from"
      })
  void shouldRefuseAnAsynchronousPlan_whenItsMethodMakesNoWindows(
      String method, @Nullable String parameters, String reason) {
    assertThatThrownBy(() -> check(sevenStores(method, parsed(parameters)).setWindows(SEVEN)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("method is %s; expected one of [fedavg, weighted]", method)
        .hasMessageContaining(reason);
  }

  @Test
  void shouldLetAnAsynchronousPlanIn_whenItsMethodIsAMean() {
    for (String method : List.of("fedavg", "weighted")) {
      assertThatCode(() -> check(sevenStores(method, Map.of()).setWindows(SEVEN)))
          .as(method)
          .doesNotThrowAnyException();
    }
    WindowRules six = WindowRules.newBuilder(SEVEN).setUpdates(6).build();
    assertThatThrownBy(() -> check(sevenStores("fedavg", Map.of()).setWindows(six)))
        .hasMessage("windows: min_stores is 7; expected at most the 6 updates of a window");
  }

  @Test
  void shouldLetAPlanThatMasksIn_andRefuseWhatWouldTellOfSingleStores() {
    SecureRules rules = SecureRules.newBuilder().setPhaseMs(1).build();
    Map<String, String> open = Map.of("target", "y");
    Map<String, String> known = Map.of("target", "y", "public_features", "x=0..1;y=0..1");
    PlanRecord.Builder masked = sevenStores("auto", Map.of()).setSecureAggregation(rules);

    check(masked.setTrainingConfig(known));
    assertThatThrownBy(() -> check(masked.setTrainingConfig(open)))
        .hasMessageStartingWith(
            "training_config: expected public_features in a plan with secure_aggregation");
    masked.setTrainingConfig(known).setUpdateEncoding(UpdateEncoding.INT8);
    assertThatThrownBy(() -> check(masked))
        .hasMessageStartingWith(
            "update_encoding: expected none in a plan with secure_aggregation, whose updates travel as GRID; came INT8");
    masked.setUpdateEncoding(UpdateEncoding.AS_MODEL).setWindows(SEVEN);
    assertThatThrownBy(() -> check(masked))
        .hasMessageEndingWith(
            "masked windows are rounds whose group closes when full: set secure_aggregation.group_size");
    masked.setWindows(null).setMethod("krum").setMethodParameters(Map.of("byzantine", "2"));
    assertThatThrownBy(() -> check(masked))
        .hasMessageStartingWith("secure_aggregation: method is krum; expected one of [");
  }

  @Test
  void shouldRefuseAnAsynchronousPlan_whenItAsksForWhatNeedsRounds() {
    PlanRecord.Builder asynchronous = sevenStores("fedavg", Map.of()).setWindows(SEVEN);
    String why = "in an asynchronous plan, which trains in one round until its deadline";

    assertThatThrownBy(() -> check(asynchronous.setPatience(1)))
        .hasMessage("patience: expected 0 " + why + "; came 1");
    assertThatThrownBy(() -> check(asynchronous.setPatience(0).setMaxDurationMs(5)))
        .hasMessage("max_duration_ms: expected 0 " + why + "; came 5");
    assertThatThrownBy(
            () -> check(asynchronous.setMaxDurationMs(0).setTarget(target(0.1, null).build())))
        .hasMessageStartingWith("target: expected none " + why);
    asynchronous.setTarget(null).setSelection(SelectionRules.newBuilder().build());
    assertThatThrownBy(() -> check(asynchronous))
        .hasMessageStartingWith("selection: expected none " + why);
  }

  @Test
  void shouldRefuseThePlan_whenItsTargetIsNone() {
    assertThatThrownBy(() -> check(plan("p", 1, 0).setTarget(target(null, null).build())))
        .hasMessage("target: expected one of at_most and at_least, came neither");
    assertThatThrownBy(() -> check(plan("p", 1, 0).setTarget(target(1.0, 2.0).build())))
        .hasMessage("target: expected one of at_most and at_least, came both");
    assertThatThrownBy(() -> check(plan("p", 1, 0).setTarget(target(Double.NaN, null).build())))
        .hasMessage("target: expected a finite value, came NaN");
    assertThatCode(() -> check(plan("p", 1, 0).setTarget(target(0.1, null).build())))
        .doesNotThrowAnyException();
  }

  @Test
  void shouldLetAMethodIn_whenTheRoundsAskFewEnough() {
    // krum compares 250 at most: 20 % of 1,000, asked 1.25 times, are 250; 1.26 times are 252.
    List<String> stores = IntStream.range(0, 1_000).mapToObj(i -> "s" + i).toList();
    PlanRecord.Builder krum =
        plan("p", 1, 0)
            .setMethod("krum")
            .setMethodParameters(Map.of("byzantine", "1"))
            .setMinStores(5)
            .setTargetStores(stores);
    SelectionRules.Builder rules = SelectionRules.newBuilder().setFraction("0.2");

    assertThatThrownBy(() -> check(krum)).hasMessageContaining("maxCohort is 1000");
    assertThatCode(() -> check(krum.setSelection(rules.setOverSelection("1.25").build())))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> check(krum.setSelection(rules.setOverSelection("1.26").build())))
        .hasMessageContaining("maxCohort is 252");
  }

  @ParameterizedTest
  @CsvSource({
    "1.3, seed, 1, client_method is scaffold with over-selection",
    "1, scaffold_share, 0.5, 'scaffold_share is 0.5 in a plan with a selection; leave it out'",
    "1, scaffold_share, 0.1, leave it out"
  })
  void shouldRefuseThePlan_whenItsSelectionContradictsControlVariates(
      String overSelection, String key, String value, String words) {
    Map<String, String> config = Map.of("target", "y", "client_method", "scaffold", key, value);
    SelectionRules.Builder rules =
        SelectionRules.newBuilder().setFraction("0.1").setOverSelection(overSelection);
    PlanRecord.Builder plan =
        plan("p", 1, 0)
            .setModelType("sales_forecast")
            .setMethod("auto")
            .setTrainingConfig(config)
            .setSelection(rules.build());

    assertThatThrownBy(() -> check(plan))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words);
    Map<String, String> fits = Map.of("target", "y", "client_method", "scaffold");
    assertThatCode(
            () ->
                check(
                    plan.setTrainingConfig(fits).setSelection(rules.setOverSelection("1").build())))
        .doesNotThrowAnyException();
  }

  @Test
  void shouldRefuseThePlan_whenItNeedsMoreThanMayBeDrawn() {
    PlanRecord.Builder krum =
        plan("p", 1, 0)
            .setMethod("krum")
            .setMethodParameters(Map.of("byzantine", "1"))
            .setTargetStores(List.of())
            .setSelection(SelectionRules.newBuilder().build());

    assertThatCode(() -> check(krum.setMinStores(250))).doesNotThrowAnyException();
    assertThatThrownBy(() -> check(krum.setMinStores(251)))
        .hasMessageStartingWith("min_stores: expected at most the 250 updates a round may have");
  }

  @Test
  void shouldRefuseThePlan_whenItNamesTooFewToSelectFrom() {
    PlanRecord.Builder few =
        plan("p", 1, 0).setMinStores(4).setSelection(SelectionRules.newBuilder().build());

    assertThatThrownBy(() -> check(few)).hasMessageContaining("at most the 3 target stores");
  }

  private static PlanTarget.Builder target(@Nullable Double most, @Nullable Double least) {
    return PlanTarget.newBuilder().setAtMost(most).setAtLeast(least);
  }

  private static PlanRecord.Builder sevenStores(String method, Map<String, String> parameters) {
    return plan("p", 1, 0)
        .setMethod(method)
        .setMethodParameters(parameters)
        .setMinStores(7)
        .setTargetStores(List.of("a", "b", "c", "d", "e", "f", "g"));
  }

  private static Map<String, String> parsed(@Nullable String parameters) {
    Map<String, String> parsed = new TreeMap<>();
    if (parameters != null) {
      for (String parameter : parameters.split(",")) {
        parsed.put(parameter.split("=")[0], parameter.split("=")[1]);
      }
    }
    return parsed;
  }

  private static void check(PlanRecord.Builder plan) {
    PlanParts.check(plan.build(), DEFINITIONS, 1024);
  }
}
