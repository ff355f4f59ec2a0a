package io.fedlog.standalone.secure;

import static io.fedlog.standalone.secure.SecureRounds.STORES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fedlog.agent.AgentApp;
import io.fedlog.aggregator.AggregatorApp;
import io.fedlog.schemas.Action;
import io.fedlog.schemas.Command;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.Noise;
import io.fedlog.schemas.PrivacyBudget;
import io.fedlog.schemas.PrivacyMode;
import io.fedlog.schemas.PrivacyRules;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundLogEntry;
import io.fedlog.schemas.RoundMetrics;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.SealAdmitted;
import io.fedlog.schemas.SecureGroup;
import io.fedlog.schemas.SecureRound;
import io.fedlog.schemas.SecureRules;
import io.fedlog.schemas.SecureSharers;
import io.fedlog.schemas.SecureSurvivors;
import io.fedlog.schemas.ShareKind;
import io.fedlog.schemas.StoreAdvertised;
import io.fedlog.schemas.StoreRevealed;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateChunk;
import io.fedlog.schemas.UpdateRecord;
import io.fedlog.schemas.UpdateSeal;
import io.fedlog.schemas.Weighting;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Six stores in rounds that mask: one sum, the plain one, whoever leaves or comes back when. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class SecureRoundsIT {
  private static final String LAST = "store-5";
  private static final List<String> OTHERS = STORES.subList(0, 5);

  @TempDir static Path folder;
  private static SecureStage stage;

  private final Map<String, DrawnTrainer> trainers = new HashMap<>();
  private final List<AutoCloseable> parts = new ArrayList<>();

  @BeforeAll
  static void begin() throws Exception {
    stage = new SecureStage(folder);
  }

  @AfterAll
  static void end() {
    stage.close();
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable part : parts) {
      part.close();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Weighting.class,
      names = {"EQUAL", "SAMPLES"})
  void shouldMakeThePlainRoundsBytes_whenNobodyIsLost(Weighting weighting) throws Exception {
    String masked = "whole-" + weighting.name().toLowerCase(Locale.ROOT);
    aggregator();
    agent(STORES, masked);
    agent(STORES, masked + "-plain");
    RoundDefinition plain =
        SecureRounds.plain(masked + "-p", stage.base(masked + "-plain"), weighting).build();
    RoundDefinition round =
        SecureRounds.masked(masked + "-s", stage.base(masked), weighting).build();
    stage.define(plain, STORES);
    stage.define(round, STORES);

    assertCompleted(stage.awaitEnd(plain.getRoundId()));
    RoundState end = stage.awaitEnd(round.getRoundId());
    assertCompleted(end);
    assertThat(stage.model(masked, 2)).isEqualTo(stage.model(masked + "-plain", 2));
    assertThat(stage.model(masked, 2)).isEqualTo(expected(masked, STORES, weighting));
    assertThat(end.getCohortSize()).isEqualTo(6);
    assertLaw(round.getRoundId(), 6, 0);
    assertHidden(round, plain);
  }

  @Test
  void shouldMakeTheMeanOfTheOthers_whenAStoreLeavesAfterSharing() throws Exception {
    aggregator();
    agent(OTHERS, "shared");
    AgentApp leaving = agent(List.of(LAST), "shared");
    CountDownLatch unused = trainer(LAST).hold("shared-s");
    RoundDefinition round =
        SecureRounds.masked("shared-s", stage.base("shared"), Weighting.SAMPLES)
            .setThreshold("0.8")
            .build();
    stage.define(round, STORES);
    assertThat(((SecureSharers) awaitSaid("shared-s", SecureSharers.class)).getCount())
        .isEqualTo(6);
    leaving.close();

    assertCompleted(stage.awaitEnd("shared-s"));
    assertThat(stage.model("shared", 2)).isEqualTo(expected("shared", OTHERS, Weighting.SAMPLES));
    assertThat(kindsRevealed("shared-s"))
        .containsEntry(LAST, Set.of(ShareKind.MASK_KEY))
        .containsEntry("store-0", Set.of(ShareKind.SELF_MASK));
    assertLaw("shared-s", 5, 0);

    agent(List.of(LAST), "shared"); // back again, and the round is over
    assertThat(seals("shared-s", LAST)).isEmpty();
  }

  @Test
  void shouldCountItsUpdate_whenAStoreLeavesAfterMasking() throws Exception {
    aggregator();
    agent(OTHERS, "masked");
    AgentApp leaving = agent(List.of(LAST), "masked");
    CountDownLatch slow = trainer("store-0").hold("masked-s");
    RoundDefinition round =
        SecureRounds.masked("masked-s", stage.base("masked"), Weighting.SAMPLES).build();
    stage.define(round, STORES);
    awaitSeals("masked-s", 5);
    leaving.close();
    slow.countDown();

    assertCompleted(stage.awaitEnd("masked-s"));
    assertThat(stage.model("masked", 2)).isEqualTo(expected("masked", STORES, Weighting.SAMPLES));
    assertThat(revealers("masked-s")).doesNotContain(LAST);
    assertLaw("masked-s", 6, 0);
  }

  @Test
  void shouldFailWithCounts_whenTooFewUpdatesCome() throws Exception {
    aggregator();
    agent(STORES, "few");
    for (String store : List.of("store-0", "store-1", "store-2")) {
      CountDownLatch unused = trainer(store).hold("few-s");
    }
    ModelReference base = stage.base("few");
    RoundDefinition.Builder round = SecureRounds.masked("few-s", base, Weighting.EQUAL);
    stage.define(
        round
            .setJoinWindowMs(15_000)
            .setDeadlineMs(31_000)
            .setSecureAggregation(
                SecureRules.newBuilder(round.getSecureAggregation()).setPhaseMs(5_000).build())
            .build(),
        STORES);

    RoundState end = stage.awaitEnd("few-s");
    assertThat(end.getStatus()).isEqualTo(RoundStatus.FAILED);
    assertThat(end.getReason()).contains("3 of", "6");
    assertThat(stage.model("few", 2)).isEmpty();
    assertThat(kindsRevealed("few-s")).isEmpty();
  }

  @Test
  void shouldGoOnToTheNextRound_whenTheGroupWasFullWithoutIt() throws Exception {
    aggregator();
    agent(STORES, "full");
    ModelReference base = stage.base("full");
    stage.define(open("full-1", base, 4), List.of());
    RoundState first = stage.awaitEnd("full-1");
    assertCompleted(first);
    assertThat(first.getCohortSize()).isEqualTo(4);
    stage.define(
        open("full-2", new ModelReference("full", 2L, first.getModelSha256()), 6), List.of());
    RoundState second = stage.awaitEnd("full-2");

    assertCompleted(second);
    assertThat(second.getCohortSize()).isEqualTo(6);
    assertThat(stage.all(Topics.REJECTED))
        .filteredOn(refused -> "full-1".equals(refused.getRoundId()))
        .allSatisfy(refused -> assertThat(refused.getReason()).isEqualTo("group_full"));
  }

  private static RoundDefinition open(String roundId, ModelReference base, int groupSize) {
    RoundDefinition.Builder round = SecureRounds.masked(roundId, base, Weighting.EQUAL);
    return round
        .setTargetCount(0)
        .setTargetPages(0)
        .setSecureAggregation(
            SecureRules.newBuilder(round.getSecureAggregation()).setGroupSize(groupSize).build())
        .build();
  }

  /**
   * Noise of a sigma of 40 on the sum of four, so of 20 a store; of six it is 20 sqrt(6). The mean
   * of 33,000 squares is within 6 of its relative deviations, sqrt(2 / 33,000), but for a chance of
   * 2e-9.
   */
  @Test
  void shouldBearTheNoiseOfAllStores_whenEachAddsItsShare() throws Exception {
    aggregator();
    agent(STORES, "noisy");
    ModelReference base = stage.base("noisy");
    stage.send(
        Topics.COMMANDS,
        "noisy",
        Command.newBuilder()
            .setCommandId("budget")
            .setAction(Action.SET_PRIVACY_BUDGET)
            .setModelType("noisy")
            .setBudget(new PrivacyBudget(1e6, 1e-5))
            .setIssuedBy("ann")
            .setIssuedAt(Instant.EPOCH)
            .build());
    stage.define(
        SecureRounds.masked("noisy-s", base, Weighting.EQUAL)
            .setPrivacyMode("distributed")
            .setPrivacy(
                new PrivacyRules(
                    PrivacyMode.DISTRIBUTED, Noise.GAUSSIAN, 200L << 24, 40L << 24, 1e-5))
            .build(),
        STORES);
    RoundState end = stage.awaitEnd("noisy-s");
    assertCompleted(end);

    ByteBuffer noisy = ByteBuffer.wrap(stage.model("noisy", 2)).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer plain =
        ByteBuffer.wrap(expected("noisy", STORES, Weighting.EQUAL)).order(ByteOrder.LITTLE_ENDIAN);
    double squares = 0;
    for (int i = 0; i < SecureRounds.PARAMETERS; i++) {
      double noise = noisy.getFloat() - plain.getFloat();
      squares += noise * noise / SecureRounds.PARAMETERS;
    }
    double level = 20 / Math.sqrt(6);
    assertThat(squares / (level * level))
        .isCloseTo(1, within(6 * Math.sqrt(2.0 / SecureRounds.PARAMETERS)));
    assertThat(stage.awaitMetrics("noisy-s").getNoiseLevel()).isCloseTo(level, within(1e-6));
  }

  /** Where the round is when somebody goes and comes back. */
  enum Moment {
    ADVERTISED,
    GROUPED,
    MASKED,
    DECIDED
  }

  @ParameterizedTest
  @EnumSource(Moment.class)
  void shouldMakeTheSameBytes_whenTheAggregatorStartsAgain(Moment moment) throws Exception {
    String type = "aggregator-" + moment;
    AggregatorApp first = stage.aggregator("a-" + moment);
    agent(OTHERS, type);
    AgentApp unusedLast = moment == Moment.ADVERTISED ? null : agent(List.of(LAST), type);
    CountDownLatch slow = trainer("store-0").hold(type + "-s");
    ModelReference base = stage.base(type);
    stage.define(SecureRounds.masked(type + "-s", base, Weighting.SAMPLES).build(), STORES);
    if (moment == Moment.DECIDED) {
      slow.countDown();
    }
    awaitMoment(type + "-s", moment, 5);
    first.close();
    if (moment == Moment.ADVERTISED) {
      agent(List.of(LAST), type);
    }
    slow.countDown();
    aggregator();

    assertWhole(type);
  }

  @ParameterizedTest
  @EnumSource(Moment.class)
  void shouldSendTheSameBytes_whenAnAgentStartsAgain(Moment moment) throws Exception {
    String type = "agent-" + moment;
    aggregator();
    agent(OTHERS, type);
    AgentApp last = agent(List.of(LAST), type);
    CountDownLatch slow = trainer("store-0").hold(type + "-s");
    ModelReference base = stage.base(type);
    stage.define(SecureRounds.masked(type + "-s", base, Weighting.SAMPLES).build(), STORES);
    if (moment == Moment.DECIDED) {
      slow.countDown();
    }
    awaitMoment(type + "-s", moment, 6);
    last.close();
    agent(List.of(LAST), type);
    slow.countDown();

    assertWhole(type);
    List<UpdateSeal> seals = seals(type + "-s", LAST);
    assertThat(seals)
        .extracting(UpdateSeal::getRootDigest)
        .containsOnly(seals.get(0).getRootDigest());
    assertThat(seals).extracting(UpdateSeal::getMask).containsOnly(seals.get(0).getMask());
  }

  private void assertWhole(String type) throws Exception {
    assertCompleted(stage.awaitEnd(type + "-s"));
    assertThat(stage.model(type, 2)).isEqualTo(expected(type, STORES, Weighting.SAMPLES));
    kindsRevealed(type + "-s").forEach((store, kinds) -> assertThat(kinds).hasSize(1));
    RoundMetrics metrics = stage.awaitMetrics(type + "-s");
    assertThat(metrics.getAttemptsAggregated()).isEqualTo(6);
    assertThat(metrics.getAttemptsReceived())
        .isEqualTo(6 + metrics.getAttemptsDuplicate() + metrics.getAttemptsIncomplete());
  }

  private void awaitMoment(String roundId, Moment moment, int advertised) {
    switch (moment) {
      case ADVERTISED ->
          stage.await(
              Topics.ROUND_LOG, entry -> isOf(roundId, entry, StoreAdvertised.class), advertised);
      case GROUPED -> awaitSaid(roundId, SecureGroup.class);
      case MASKED -> awaitSeals(roundId, 5);
      case DECIDED -> awaitSaid(roundId, SecureSurvivors.class);
    }
  }

  private static boolean isOf(String roundId, RoundLogEntry entry, Class<?> event) {
    return roundId.equals(entry.getRoundId()) && event.isInstance(entry.getEvent());
  }

  private static void awaitSeals(String roundId, int seals) {
    stage.await(Topics.ROUND_LOG, entry -> isOf(roundId, entry, SealAdmitted.class), seals);
  }

  private static Object awaitSaid(String roundId, Class<?> what) {
    return stage
        .await(
            Topics.SECURE_ROUNDS,
            said -> said.getRoundId().equals(roundId) && what.isInstance(said.getBody()))
        .getBody();
  }

  private DrawnTrainer trainer(String store) {
    return trainers.computeIfAbsent(store, DrawnTrainer::new);
  }

  private AgentApp agent(List<String> stores, String modelType) {
    AgentApp agent = stage.agent(stores, modelType, this::trainer);
    parts.add(agent);
    return agent;
  }

  private AggregatorApp aggregator() throws InterruptedException {
    AggregatorApp aggregator = stage.aggregator("aggregator");
    parts.add(0, aggregator);
    return aggregator;
  }

  private static byte[] expected(String modelType, List<String> stores, Weighting weighting) {
    return SecureRounds.mean(
        stage.model(modelType, 1),
        stores,
        store -> weighting == Weighting.EQUAL ? 1 : DrawnTrainer.samples(store));
  }

  private static void assertCompleted(RoundState end) {
    assertThat(end.getStatus()).as(end.getReason()).isEqualTo(RoundStatus.COMPLETED);
  }

  private static void assertLaw(String roundId, int aggregated, int late) {
    RoundMetrics metrics = stage.awaitMetrics(roundId);
    assertThat(metrics.getAttemptsAggregated()).isEqualTo(aggregated);
    assertThat(metrics.getAttemptsLate()).isEqualTo(late);
    assertThat(metrics.getAttemptsReceived()).isEqualTo(aggregated + late);
  }

  /** Nothing of a store stands on the log but masked numbers; neither its weight nor its rows. */
  private static void assertHidden(RoundDefinition masked, RoundDefinition plain) {
    Set<Object> plainPayloads = new HashSet<>();
    updates(plain.getRoundId()).stream()
        .filter(UpdateChunk.class::isInstance)
        .forEach(chunk -> plainPayloads.add(((UpdateChunk) chunk).getPayload()));
    assertThat(plainPayloads).hasSize(6 * 3);
    for (Object record : updates(masked.getRoundId())) {
      if (record instanceof UpdateChunk chunk) {
        assertThat(plainPayloads).doesNotContain(chunk.getPayload());
        assertThat(chunk.getWeight()).isEqualTo(1);
      } else if (record instanceof UpdateSeal seal) {
        assertThat(seal.getWeight()).isEqualTo(1);
        assertThat(seal.getTrainingSamples()).isZero();
        assertThat(seal.getMetrics()).isEmpty();
        assertThat(seal.getMask()).isNotNull();
      }
    }
  }

  private static List<UpdateSeal> seals(String roundId, String store) {
    return updates(roundId).stream()
        .filter(UpdateSeal.class::isInstance)
        .map(UpdateSeal.class::cast)
        .filter(seal -> seal.getStoreId().equals(store))
        .toList();
  }

  private static List<Object> updates(String roundId) {
    return stage.all(Topics.updates(roundId)).stream().map(UpdateRecord::getBody).toList();
  }

  private static Set<String> revealers(String roundId) {
    Set<String> stores = new HashSet<>();
    for (RoundLogEntry entry : stage.all(Topics.ROUND_LOG)) {
      if (isOf(roundId, entry, StoreRevealed.class)) {
        stores.add(((StoreRevealed) entry.getEvent()).getStoreId());
      }
    }
    return stores;
  }

  /** Of whom shares of which secrets stand on the log. */
  private static Map<String, Set<ShareKind>> kindsRevealed(String roundId) {
    List<String> members = new ArrayList<>();
    for (SecureRound said : stage.all(Topics.SECURE_ROUNDS)) {
      if (said.getRoundId().equals(roundId) && said.getBody() instanceof SecureGroup group) {
        members.clear(); // the same page may have been said before a restart
        group.getMembers().forEach(member -> members.add(member.getStoreId()));
      }
    }
    Map<String, Set<ShareKind>> kinds = new HashMap<>();
    for (RoundLogEntry entry : stage.all(Topics.ROUND_LOG)) {
      if (isOf(roundId, entry, StoreRevealed.class)) {
        ((StoreRevealed) entry.getEvent())
            .getRevealed()
            .getShares()
            .forEach(
                share ->
                    kinds
                        .computeIfAbsent(members.get(share.getDealer()), id -> new HashSet<>())
                        .add(share.getKind()));
      }
    }
    return kinds;
  }
}
