package io.fedlog.aggregator.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.fedlog.learning.secure.Confirmation;
import io.fedlog.learning.secure.Group;
import io.fedlog.learning.secure.Outcome;
import io.fedlog.learning.secure.Reveal;
import io.fedlog.learning.secure.ShareKind;
import io.fedlog.learning.secure.StoreSet;
import io.fedlog.runtime.secure.SecureRecords;
import io.fedlog.schemas.Action;
import io.fedlog.schemas.Command;
import io.fedlog.schemas.Grid;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.Noise;
import io.fedlog.schemas.PrivacyCharge;
import io.fedlog.schemas.PrivacyMode;
import io.fedlog.schemas.PrivacyRules;
import io.fedlog.schemas.RejectedRecord;
import io.fedlog.schemas.RoundControl;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundMetrics;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.SecureRound;
import io.fedlog.schemas.SecureRules;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UnmaskingPage;
import io.fedlog.schemas.Weighting;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rounds that mask, through the whole topology; stores of one process with true sessions. */
class SecureRoundsTest {
  private static final int PARAMETERS = 33_000; // three chunks
  private static final int STORES = 6;
  private static final Duration PHASE = Duration.ofSeconds(31);

  private final Bench bench = new Bench();
  private float[] base;
  private RoundDefinition round;
  private MaskingStores stores;

  @BeforeEach
  void begin() {
    RoundDefinition first = Definitions.weighted("first", "m", PARAMETERS, 1).build();
    Update drawn = Update.draw("store-0", PARAMETERS, 500);
    bench.define(first);
    bench.upload(first, drawn);
    bench.advance(Duration.ofSeconds(1));
    base = new float[PARAMETERS];
    ByteBuffer.wrap(bench.model("m", 1)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(base);
    String sha256 = bench.state("first").getModelSha256();
    round =
        MaskingStores.definition("s", PARAMETERS, STORES, new ModelReference("m", 1L, sha256))
            .build();
    stores = MaskingStores.unsigned(round, STORES);
    bench.define(round);
  }

  @AfterEach
  void end() {
    bench.close();
  }

  @Test
  void shouldMakeThePlainMean_whenNobodyIsLost() {
    Set<String> all = stores.byId.keySet();
    advertise(all);
    share(all);
    upload(all);
    reveal(all);

    assertThat(state().getStatus()).as(state().getReason()).isEqualTo(RoundStatus.COMPLETED);
    assertThat(bench.model("m", 2)).isEqualTo(stores.expected(base, all));
    assertThat(state().getCohortSize()).isEqualTo(STORES);
    assertLaw(STORES, 0, 0);
    assertThat(bench.reasons()).isEmpty();
    RoundMetrics metrics = bench.metrics("s");
    assertThat(metrics.getMasked()).isTrue();
    assertThat(metrics.getUnmaskingMs()).isNotNull();
    assertThat(metrics.getMakingMs() + metrics.getUnmaskingMs())
        .isEqualTo(metrics.getAggregationMs());
    assertThat(metrics.getTrainingMetrics()).isEmpty();
    assertThat(metrics.getTrainingSamples()).isNull();
    assertThat(metrics.getWeightTotal()).isNull();
    assertThat(metrics.getWeightMax()).isNull();
  }

  @Test
  void shouldMakeTheMeanOfThoseWhoStayed_whenStoresAreLostInEveryPhase() {
    Set<String> all = stores.byId.keySet();
    advertise(all);
    share(List.of("store-0", "store-1", "store-2", "store-3", "store-4"));
    bench.advance(PHASE);
    upload(List.of("store-0", "store-1", "store-2", "store-3")); // store-4 is lost with its masks
    bench.advance(Duration.ofMinutes(3)); // to the deadline, less the time to reveal
    reveal(List.of("store-0", "store-1", "store-2"));
    upload(List.of("store-4")); // too late: its update stays masked for ever

    assertThat(state().getStatus()).as(state().getReason()).isEqualTo(RoundStatus.COMPLETED);
    assertThat(bench.model("m", 2))
        .isEqualTo(stores.expected(base, List.of("store-0", "store-1", "store-2", "store-3")));
    assertLaw(4, 1, 0);
    assertThat(kindsKnown())
        .containsEntry("store-3", io.fedlog.schemas.ShareKind.SELF_MASK)
        .containsEntry("store-4", io.fedlog.schemas.ShareKind.MASK_KEY)
        .doesNotContainKey("store-5");
    // Ticks, which are of no model type, ended two of the phases.
    assertThat(bench.all(Topics.SECURE_ROUNDS))
        .hasSize(3)
        .extracting(SecureRound::getModelType)
        .containsOnly("m");
  }

  @Test
  void shouldLeaveNothingForAgents_whenTheRoundIsRetired() {
    Set<String> all = stores.byId.keySet();
    advertise(all);
    share(all);
    upload(all);
    reveal(all);
    Set<String> told = bench.kept(Topics.SECURE_ROUNDS);
    bench.command(
        Command.newBuilder()
            .setCommandId("retire")
            .setAction(Action.RETIRE)
            .setRoundId("s")
            .setModelType("m")
            .setIssuedBy("ann")
            .setIssuedAt(Instant.EPOCH)
            .build());

    assertThat(told).containsExactlyInAnyOrder("s/group/0", "s/sharers", "s/survivors/0");
    assertThat(bench.kept(Topics.SECURE_ROUNDS)).isEmpty();
  }

  /** No stream thread does it: of 1,000 stores it takes longer than a transaction may. */
  @Test
  void shouldWaitForTheMasks_whileTheyAreWorkedOutElsewhere() {
    Set<String> all = stores.byId.keySet();
    advertise(all);
    share(all);
    upload(all);
    bench.holdMasks();
    reveal(all);
    bench.advance(Duration.ofSeconds(5));
    assertThat(state().getStatus()).isEqualTo(RoundStatus.AGGREGATING);

    assertThat(bench.workOnMasks()).isEqualTo(1);
    bench.advance(Duration.ofSeconds(1));

    assertThat(state().getStatus()).as(state().getReason()).isEqualTo(RoundStatus.COMPLETED);
    assertThat(bench.model("m", 2)).isEqualTo(stores.expected(base, all));
  }

  @Test
  void shouldRefuseAnUpload_whenItsStoreDidNotShare() {
    advertise(stores.byId.keySet());
    share(List.of("store-0", "store-1", "store-2", "store-3", "store-4"));
    bench.advance(PHASE);
    Update plain = stores.byId.get("store-5").update;
    bench.upload(round, plain.weighing(1));

    assertThat(bench.reasons()).contains("not_in_group");
    assertThat(state().getCompletedStores()).isZero();
  }

  @Test
  void shouldNameWhoRevealsWrongShares_andDoWithout() {
    Set<String> all = stores.byId.keySet();
    advertise(all);
    share(all);
    upload(all);
    MaskingStore liar = stores.byId.get("store-0");
    Reveal honest = liar.reveal(confirm(liar));
    send(liar, SecureRecords.record(changed(honest, true)));
    send(liar, SecureRecords.record(changed(honest, false)));
    reveal(all.stream().filter(store -> !store.equals("store-0")).toList());

    assertThat(state().getStatus()).as(state().getReason()).isEqualTo(RoundStatus.COMPLETED);
    assertThat(bench.model("m", 2)).isEqualTo(stores.expected(base, all));
    List<RejectedRecord> refused = bench.all(Topics.REJECTED);
    assertThat(refused)
        .extracting(RejectedRecord::getReason)
        .containsExactly("malformed", "bad_share");
    assertThat(refused).extracting(RejectedRecord::getStoreId).containsOnly("store-0");
    assertThat(refused.get(0).getDetail()).contains("never both");
    assertThat(refused.get(1).getDetail())
        .contains("other shares than were published by store-1; its other shares count");
  }

  @Test
  void shouldNotWaitForTheJoinWindow_whenTheGroupIsFull() {
    RoundDefinition.Builder draft =
        MaskingStores.definition("full", PARAMETERS, STORES, round.getBase());
    round =
        draft
            .setSecureAggregation(
                SecureRules.newBuilder(draft.getSecureAggregation()).setGroupSize(4).build())
            .build();
    stores = MaskingStores.unsigned(round, STORES);
    bench.define(round);
    List<String> group = List.of("store-0", "store-1", "store-2", "store-3");

    advertise(stores.byId.keySet());
    share(group);
    upload(group);
    reveal(group);

    RoundState end = bench.state("full");
    assertThat(end.getStatus()).as(end.getReason()).isEqualTo(RoundStatus.COMPLETED);
    assertThat(end.getCohortSize()).isEqualTo(4);
    assertThat(bench.model("m", 2)).isEqualTo(stores.expected(base, group));
    assertThat(bench.all(Topics.REJECTED))
        .extracting(RejectedRecord::getStoreId, RejectedRecord::getReason)
        .containsExactly(tuple("store-4", "group_full"), tuple("store-5", "group_full"));
  }

  /** The stores add the noise; the aggregator reserves, charges and says how much there is. */
  @Test
  void shouldChargeTheCohort_whenStoresAddSharesOfTheNoise() {
    bench.command(PrivateRound.budget(1e9));
    round = underPrivacy(PrivacyMode.DISTRIBUTED, 1L << 24).build();
    stores = MaskingStores.unsigned(round, STORES);
    bench.define(round);
    List<String> stayed = List.of("store-0", "store-1", "store-2", "store-3");

    advertise(stores.byId.keySet());
    share(stores.byId.keySet());
    upload(stayed);
    bench.advance(Duration.ofSeconds(210)); // to the deadline, less the time to reveal
    reveal(stayed);

    RoundState end = bench.state("private");
    assertThat(end.getStatus()).as(end.getReason()).isEqualTo(RoundStatus.COMPLETED);
    assertThat(bench.model("m", 2)).isEqualTo(stores.expected(base, stayed));
    PrivacyCharge charge = (PrivacyCharge) bench.newest(Topics.PRIVACY, "m/private/0").getBody();
    assertThat(charge.getStoreIds()).containsExactlyElementsOf(stayed);
    // Three shares of 2^24 / sqrt(3) = 9,686,330.3 units, rounded up; clip^2 / (2 x 3 x share^2).
    assertThat(charge.getRho())
        .isEqualTo(
            BigDecimal.valueOf(1L << 24)
                    .pow(2)
                    .divide(
                        BigDecimal.valueOf(6 * 9_686_331L * 9_686_331L), 12, RoundingMode.CEILING)
                    .unscaledValue()
                    .longValueExact()
                + 1);
    RoundMetrics metrics = bench.metrics("private");
    assertThat(metrics.getNoiseLevel())
        .isCloseTo(9_686_331 / Math.sqrt(4) / (1 << 24), within(1e-9));
    assertThat(metrics.getPrivacyBudgetUsed()).isEqualTo(charge.getEpsilon()).isPositive();
    assertThat(metrics.getPrivacyMode()).isEqualTo("distributed");
    assertThat(metrics.getTrainingSamples()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "CENTRAL, 16777216, privacy mode CENTRAL does not go with secure aggregation",
    "LOCAL, 16777216, privacy mode LOCAL does not go with secure aggregation",
    "DISTRIBUTED, 17179869184, the grid's max_abs_value is 1024.0",
    "DISTRIBUTED, 4, choose a finer grid"
  })
  void shouldBeRefused_whenMasksAndNoiseDoNotGoTogether(
      PrivacyMode mode, long noise, String reason) {
    bench.command(PrivateRound.budget(1e9));
    bench.define(underPrivacy(mode, noise).build());

    assertThat(bench.state("private").getStatus()).isEqualTo(RoundStatus.FAILED);
    assertThat(bench.state("private").getReason()).contains(reason);
  }

  private RoundDefinition.Builder underPrivacy(PrivacyMode mode, long noise) {
    return MaskingStores.definition("private", PARAMETERS, STORES, round.getBase())
        .setMethod("fedavg")
        .setWeighting(Weighting.EQUAL)
        .setGrid(new Grid(24, 1024.0, 0, 1L, 1 << 10, 1))
        .setPrivacyMode(mode.name().toLowerCase(Locale.ROOT))
        .setPrivacy(new PrivacyRules(mode, Noise.GAUSSIAN, 1L << 24, noise, 1e-5));
  }

  @Test
  void shouldFailByName_whenTooFewReveal() {
    Set<String> all = stores.byId.keySet();
    advertise(all);
    share(all);
    upload(all);
    reveal(List.of("store-0"));
    bench.advance(PHASE);

    assertThat(state().getStatus()).isEqualTo(RoundStatus.FAILED);
    assertThat(state().getReason())
        .contains("1 stores revealed shares", "shares of store-", "2 are needed");
    bench.advance(Duration.ofSeconds(2));
    assertLaw(0, 0, STORES);
    assertThat(kindsKnown()).isEmpty();
  }

  @Test
  void shouldFailByName_whenTooFewAdvertise() {
    advertise(List.of("store-0", "store-1"));
    bench.advance(PHASE);

    assertThat(state().getStatus()).isEqualTo(RoundStatus.FAILED);
    assertThat(state().getReason()).contains("2 stores advertised keys", "3 are needed");
  }

  private void advertise(Iterable<String> ids) {
    ids.forEach(id -> send(stores.byId.get(id), stores.byId.get(id).keys().getBody()));
    bench.advance(Duration.ofSeconds(1));
  }

  private void share(Iterable<String> ids) {
    Group group = stores.group(bench.all(Topics.SECURE_ROUNDS));
    ids.forEach(id -> send(stores.byId.get(id), stores.byId.get(id).share(group).getBody()));
    bench.advance(Duration.ofSeconds(1));
  }

  private void upload(Iterable<String> ids) {
    StoreSet sharers = stores.sharers(bench.all(Topics.SECURE_ROUNDS));
    for (String id : ids) {
      MaskingStore store = stores.byId.get(id);
      stores.take(store, sent);
      store.upload(sharers, 1, bench.schemas).forEach(bench::pipe);
    }
    bench.advance(Duration.ofSeconds(1));
  }

  private List<Confirmation> confirm(MaskingStore store) {
    Outcome outcome = stores.outcome(bench.all(Topics.SECURE_ROUNDS));
    store.confirm(outcome, List.of());
    return List.of();
  }

  private void reveal(Iterable<String> ids) {
    for (String id : ids) {
      MaskingStore store = stores.byId.get(id);
      send(store, SecureRecords.record(store.reveal(confirm(store))));
    }
    bench.advance(Duration.ofSeconds(2));
  }

  private final List<io.fedlog.schemas.SecureMessage> sent = new ArrayList<>();

  private void send(MaskingStore store, Object body) {
    io.fedlog.schemas.SecureMessage message = store.message(body);
    sent.add(message);
    bench.send(Topics.SECURE, store.id(), message);
  }

  /** One share wrong, or of the other secret. */
  private static Reveal changed(Reveal reveal, boolean kind) {
    List<Reveal.Share> shares = new ArrayList<>(reveal.shares());
    Reveal.Share first = shares.get(0);
    byte[] bytes = first.bytes().clone();
    bytes[0] ^= (byte) (kind ? 0 : 1);
    shares.set(
        0, new Reveal.Share(first.dealer(), kind ? ShareKind.MASK_KEY : first.kind(), bytes));
    return new Reveal(reveal.store(), reveal.outcome(), shares);
  }

  /** Of whom which secret is on the log in the end. */
  private Map<String, io.fedlog.schemas.ShareKind> kindsKnown() {
    Map<String, io.fedlog.schemas.ShareKind> kinds = new java.util.TreeMap<>();
    for (RoundControl control : bench.all(Topics.ROUND_CONTROL)) {
      if (control.getOrder() instanceof UnmaskingPage page) {
        page.getStores().stream()
            .filter(store -> store.getKind() != null)
            .forEach(store -> kinds.put(store.getStoreId(), store.getKind()));
      }
    }
    return kinds;
  }

  private RoundState state() {
    return bench.state("s");
  }

  private void assertLaw(int aggregated, int late, int failed) {
    RoundMetrics metrics = bench.metrics("s");
    Law.holds(metrics);
    assertThat(metrics.getAttemptsAggregated()).isEqualTo(aggregated);
    assertThat(metrics.getAttemptsLate()).isEqualTo(late);
    assertThat(metrics.getAttemptsUnusedFailed()).isEqualTo(failed);
  }
}
