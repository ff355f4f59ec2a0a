package io.fedlog.coordinator.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.learning.encoding.UpdateEncoding;
import io.fedlog.schemas.Adversary;
import io.fedlog.schemas.AtDeadline;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.Noise;
import io.fedlog.schemas.PrivacyMode;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.SecureRules;
import io.fedlog.schemas.Tensor;
import io.fedlog.schemas.Weighting;
import io.fedlog.schemas.WindowRules;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskingCheckTest {

  private static final RoundDefinitions DEFINITIONS =
      new RoundDefinitions(new RoundLimits(512 * 1024, 1000, 1 << 24));
  private static final UpdateEncoding UNITS = new UpdateEncoding(UpdateEncoding.Kind.GRID, 0);

  @Test
  void shouldPutTheRulesInTheDefinition_andCutItIntoRecords() {
    SecureRules rules = rules(10_000).build();

    RoundDefinition round = define(spec(8, 3, bySamples()).masked(rules));

    assertThat(round.getSecureAggregation()).isEqualTo(rules);
    assertThat(round.getGrid().getLanes()).isEqualTo(1);
    assertThat(round.getWeighting()).isEqualTo(Weighting.SAMPLES);
    // 8 bytes a parameter in a record of 512 KiB: 64 Ki parameters of 4 bytes in the model.
    assertThat(round.getChunkBytes()).isEqualTo(256 * 1024);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "median",
        "trimmed_mean",
        "krum",
        "multi_krum",
        "bulyan",
        "geometric_median",
        "norm_clipping",
        "centred_clipping",
        "fednova"
      })
  void shouldRefuseByName_whateverLooksAtSingleUpdates(String method) {
    assertRefused(
        spec(8, 3, Aggregation.equal(method)).masked(rules(1).build()),
        "method is " + method + "; expected one of [",
        "others look at single updates, which nobody can here");
  }

  @Test
  void shouldSayWhatWindowsAreHere_whenTheyAreAskedFor() {
    WindowRules windows =
        WindowRules.newBuilder().setUpdates(3).setWindowMs(1_000).setMaxStaleness(5).build();
    assertRefused(
        spec(8, 3, Aggregation.equal("fedavg")).with(windows).masked(rules(1).build()),
        "windows is some; expected none: masked windows are rounds whose group closes when full:"
            + " set secure_aggregation.group_size");
  }

  @Test
  void shouldRefuseWeightsThatAreTold_andFormsThatAreNoUnits() {
    Aggregation byMetric = new Aggregation("fedavg", Map.of(), Weighting.METRIC, "auc");
    assertRefused(
        spec(8, 3, byMetric).masked(rules(1).build()),
        "weighting is METRIC; expected EQUAL or SAMPLES");
    UpdateEncoding bytes = new UpdateEncoding(UpdateEncoding.Kind.INT8, 0);
    assertRefused(
        spec(8, 3, Aggregation.equal("fedavg"), bytes).masked(rules(1).build()),
        "update_encoding is INT8; expected none: masked updates travel as GRID");
  }

  @Test
  void shouldRefuseGroups_thatHideNothingOrCannotBe() {
    assertRefused(
        spec(8, 2, Aggregation.equal("fedavg")).masked(rules(1).build()),
        "min_stores is 2; expected 3 or more: of two stores, each could take its own update from"
            + " the sum");
    assertRefused(
        spec(8, 4, Aggregation.equal("fedavg")).masked(rules(1).setGroupSize(3).build()),
        "group_size is 3; expected 0 (all that join in time), or from the min_stores of 4 to the"
            + " 8");
    assertRefused(
        spec(8, 4, Aggregation.equal("fedavg")).masked(rules(1).setGroupSize(9).build()),
        "group_size is 9");
    assertThat(
            define(spec(8, 4, Aggregation.equal("fedavg")).masked(rules(1).setGroupSize(8).build()))
                .getSecureAggregation()
                .getGroupSize())
        .isEqualTo(8);
    // Half corrupt and half lost: t of more than 4 shares, of which 4 are left.
    assertRefused(
        spec(8, 4, Aggregation.equal("fedavg"))
            .masked(rules(1).setCorrupt("0.5").setDropOut("0.5").build()),
        "of 8 stores 4 may be corrupt and 4 vanish");
    assertRefused(
        spec(8, 4, Aggregation.equal("fedavg")).masked(rules(1).setDropOut("1").build()),
        "drop_out is 1; expected a share from 0 to below 1");
  }

  @Test
  void shouldRefuseALyingServer_whereNobodySigns() {
    RoundSpec spec =
        spec(10, 4, Aggregation.equal("fedavg"))
            .masked(rules(1).setAdversary(Adversary.MALICIOUS).build());
    assertRefused(spec, "adversary is MALICIOUS; expected SEMI_HONEST where FL_SIGNATURES is off");
    RoundDefinitions signed =
        new RoundDefinitions(new RoundLimits(512 * 1024, 1000, 1 << 24, true));

    assertThat(
            signed.define(spec, Instant.EPOCH).definition().getSecureAggregation().getAdversary())
        .isEqualTo(Adversary.MALICIOUS);
  }

  /**
   * Of 1,000 stores 300 may be lost: 300 agreements with 999 neighbours each and 1,000 stores' own
   * masks, by 64 Ki values are more than 6 * 10^9, by 16 Ki are not.
   */
  @Test
  void shouldRefuseMasks_thatTakeTheServerTooLong() {
    RoundSpec complete =
        spec(0, 3, Aggregation.equal("fedavg"))
            .masked(rules(1).setCompleteGraph(true).setGroupSize(1_000).build());
    assertRefused(
        complete,
        "up to 300700 masks are to be taken off chunks of 65536 values; expected at most 19953"
            + " values for so many: smaller chunks (FL_CHUNK_BYTES, from 65536)");
    RoundDefinitions smaller = new RoundDefinitions(new RoundLimits(64 * 1024, 1000, 1 << 24));

    assertThat(smaller.define(complete, Instant.EPOCH).definition().getChunkBytes())
        .isEqualTo(64 * 1024);
  }

  /** 160 bytes a neighbour, in a record of 1 MiB less 8 KiB: 6,502 of them. */
  @Test
  void shouldRefuseAGraph_whoseSharesFitNoRecord() {
    RoundSpec open = spec(0, 3, Aggregation.equal("fedavg"));
    RoundDefinitions large = new RoundDefinitions(new RoundLimits(512 * 1024, 10_000, 1 << 24));
    SecureRules.Builder complete = rules(1).setCompleteGraph(true).setDropOut("0.001");

    assertThat(
            large
                .define(open.masked(complete.setGroupSize(6_503).build()), Instant.EPOCH)
                .definition()
                .getSecureAggregation()
                .getGroupSize())
        .isEqualTo(6_503);
    assertThatThrownBy(
            () -> large.define(open.masked(complete.setGroupSize(6_504).build()), Instant.EPOCH))
        .hasMessageStartingWith(
            "secure_aggregation: the number of neighbours is 6503; expected at most 6502");
  }

  @Test
  void shouldNameTheTerm_thatCannotBe() {
    RoundSpec spec = spec(8, 4, Aggregation.equal("fedavg"));
    assertRefused(spec.masked(rules(1).setCorrupt("a third").build()), "corrupt is a third; ");
    assertRefused(spec.masked(rules(1).setCorrupt("-0.1").build()), "corrupt is -0.1; ");
    assertRefused(spec.masked(rules(1).setSecurityBits(0).build()), "security_bits is 0; ");
    assertRefused(spec.masked(rules(1).setCompletionBits(201).build()), "completion_bits is 201");
  }

  @Test
  void shouldLeaveTimeToShareAndToReveal() {
    // Of 60 s, 10 s are for joining: 16,666 ms to share, to upload and to reveal at most.
    assertThat(
            define(spec(8, 3, Aggregation.equal("fedavg")).masked(rules(16_666).build()))
                .getSecureAggregation()
                .getPhaseMs())
        .isEqualTo(16_666);
    assertRefused(
        spec(8, 3, Aggregation.equal("fedavg")).masked(rules(16_667).build()),
        "phase_ms is 16667; expected at most 16666, a third of what the deadline of 60000 ms"
            + " leaves");
    assertRefused(
        spec(8, 3, Aggregation.equal("fedavg")).masked(rules(0).build()), "phase_ms is 0");
  }

  /** An aggregator that was killed goes on after 10.8 s at best (docs/performance.md). */
  @Test
  void shouldWarnOfPhases_thatACrashOutlasts() {
    RoundSpec spec = spec(8, 3, Aggregation.equal("fedavg"));

    assertThat(ShortPhase.warning(define(spec.masked(rules(14_999).build()))))
        .hasValueSatisfying(
            warning ->
                assertThat(warning)
                    .startsWith("A round's phase_ms of 14999 is less than the 15000"));
    assertThat(ShortPhase.warning(define(spec.masked(rules(15_000).build())))).isEmpty();
    assertThat(ShortPhase.warning(define(spec))).isEmpty();
  }

  @Test
  void shouldTakeNoiseInShares_andNoOther() {
    RoundSpec masked = spec(8, 3, Aggregation.equal("fedavg")).masked(rules(1).build());

    RoundDefinition shared = define(masked.under(wish(PrivacyMode.DISTRIBUTED)));

    assertThat(shared.getPrivacyMode()).isEqualTo("distributed");
    assertThatThrownBy(() -> define(masked.under(wish(PrivacyMode.CENTRAL))))
        .hasMessageStartingWith(
            "privacy: mode is CENTRAL; expected DISTRIBUTED with secure_aggregation");
    assertThatThrownBy(() -> define(masked.under(wish(PrivacyMode.LOCAL))))
        .hasMessageStartingWith(
            "privacy: mode is LOCAL; expected DISTRIBUTED with secure_aggregation");
    assertThatThrownBy(
            () ->
                define(
                    spec(8, 3, Aggregation.equal("fedavg")).under(wish(PrivacyMode.DISTRIBUTED))))
        .hasMessageStartingWith(
            "privacy: mode is DISTRIBUTED; expected LOCAL or CENTRAL, or secure_aggregation too");
    assertThatThrownBy(() -> new PrivacyWish(PrivacyMode.DISTRIBUTED, Noise.LAPLACE, 1, 0, 1, 1))
        .hasMessageStartingWith(
            "privacy: noise is LAPLACE; expected GAUSSIAN with mode DISTRIBUTED");
  }

  @Test
  void shouldTakeNoOtherMethodLater_whenWeightsAreUnderTheMasks() {
    RoundDefinition round = define(spec(8, 3, bySamples()).masked(rules(1).build()));

    assertThatThrownBy(() -> DEFINITIONS.choose(round, "fedavg", Map.of()))
        .hasMessageStartingWith("the round masks, and its stores have put their weights");
  }

  private static PrivacyWish wish(PrivacyMode mode) {
    return new PrivacyWish(mode, Noise.GAUSSIAN, 4, 1e-5, 0.3, 8);
  }

  private static void assertRefused(RoundSpec spec, String... parts) {
    assertThatThrownBy(() -> define(spec))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("secure_aggregation: ")
        .hasMessageContainingAll(parts);
  }

  private static SecureRules.Builder rules(long phaseMs) {
    return SecureRules.newBuilder().setPhaseMs(phaseMs);
  }

  private static Aggregation bySamples() {
    return new Aggregation("weighted", Map.of(), Weighting.SAMPLES, null);
  }

  private static RoundDefinition define(RoundSpec spec) {
    return DEFINITIONS.define(spec, Instant.EPOCH).definition();
  }

  private static RoundSpec spec(int stores, int least, Aggregation aggregation) {
    return spec(stores, least, aggregation, UNITS);
  }

  private static RoundSpec spec(
      int stores, int least, Aggregation aggregation, UpdateEncoding updates) {
    return new RoundSpec(
        "r",
        "m",
        null,
        0,
        new ModelReference("m", 1L, "0".repeat(64)),
        List.of(),
        aggregation,
        new UpdateForm(
            Encoding.FLOAT32, List.of(new Tensor("w", List.of(1_000_000))), 1024, false, updates),
        new Participation(
            IntStream.range(0, stores).mapToObj(i -> "store-" + i).toList(),
            least,
            BigDecimal.ONE,
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            AtDeadline.FAIL),
        Map.of(),
        "test");
  }
}
