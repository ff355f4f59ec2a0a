package io.fedlog.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.agent.state.Durability;
import io.fedlog.agent.state.StateDirectory;
import io.fedlog.runtime.models.Model;
import io.fedlog.runtime.upload.SealSigner;
import io.fedlog.runtime.upload.UpdateUpload;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.SchemaDirectory;
import io.fedlog.schemas.SecureRules;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateSeal;
import io.fedlog.schemas.WindowRules;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which turns one store has in a round with windows, with all parts real but Kafka. */
class AgentDeskTest {

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:10Z");
  private static final String ROUND = "p-0001";

  @TempDir private Path folder;

  private final SchemaDirectory schemas = new FingerprintDirectory();
  private final MockProducer<String, byte[]> producer = producer();
  private final FakeTrainer trainer = new FakeTrainer();
  private Instant now = NOW;
  private StateDirectory state;
  private AgentDesk desk;

  @BeforeEach
  void open() {
    state = StateDirectory.open(folder, Durability.POWER_LOST);
    AgentServices services =
        new AgentServices(
            new AgentOutbox(producer, schemas, SealSigner.unsigned(), AgentFigures.unseen()),
            new UpdateUpload(producer, schemas, SealSigner.unsigned(), () -> now, Runnable::run),
            SecureDesks.unused(),
            Runnable::run,
            () -> now,
            new Random(7),
            Duration.ofMillis(1),
            Set.of(),
            "0.1.0",
            OwnPrivacy.NONE,
            AgentFigures.unseen());
    desk =
        new AgentDesk(
            List.of(new StoreAgent("a", trainer, state.store("a"), state.secure("a"), services)),
            services,
            reference -> CompletableFuture.completedFuture(version(reference.getVersion())),
            Duration.ofMinutes(1));
  }

  @AfterEach
  void close() {
    state.close();
  }

  @Test
  void shouldTrainFromEachVersion_whenTheRoundGoesOn() {
    define();
    publish(2);
    publish(3);

    assertThat(basesOfSeals()).containsExactly(1L, 2L, 3L);
  }

  @Test
  void shouldTrainOnlyOnceItsUpdateIsTaken_whenVersionsAreMadeOfOthers() {
    define();
    publish(2, "b");
    publish(3, "b", "c");
    assertThat(basesOfSeals()).containsExactly(1L);

    desk.published(made(4, "a", "b"));
    publish(5, "c");

    assertThat(basesOfSeals()).containsExactly(1L, 5L);
  }

  @Test
  void shouldTrainOnceMoreFromTheSameVersion_whenAWindowWasLost() {
    define();
    publish(2);
    stands(RoundStatus.IN_PROGRESS, 1);
    stands(RoundStatus.IN_PROGRESS, 1); // told again
    assertThat(basesOfSeals()).containsExactly(1L, 2L, 2L);

    publish(4);
    stands(RoundStatus.IN_PROGRESS, 2);
    assertThat(basesOfSeals()).containsExactly(1L, 2L, 2L, 4L, 4L);
    assertThat(seals().stream().map(UpdateSeal::getAttemptId)).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void shouldBeginWithTheNewest_whenItStartsAfterWindowsWereMadeAndLost() {
    stands(RoundStatus.IN_PROGRESS, 2);
    desk.published(version(5).manifest());
    define();

    assertThat(basesOfSeals()).containsExactly(5L);
  }

  @Test
  void shouldTrainNoMore_whenTheRoundIsOver() {
    define();
    stands(RoundStatus.COMPLETED, 0);
    publish(2);
    stands(RoundStatus.IN_PROGRESS, 1); // out of order

    assertThat(basesOfSeals()).containsExactly(1L);
  }

  @Test
  void shouldTellOfEveryVersion_whenOnlyTheNewestIsMeasured() {
    trainer.broken = true; // which concerns nobody else
    desk.published(version(1).manifest());
    desk.published(version(2).manifest());
    trainer.broken = false;
    desk.published(version(3).manifest());
    work();

    assertThat(trainer.published).containsExactly(1L, 2L, 3L);
    assertThat(trainer.evaluated).hasValue(1);
  }

  /** Whichever of them the book gives first. */
  @Test
  void shouldBeginTheOthers_whenTheRulesOfSomeRoundsCannotBe() {
    for (int i = 0; i < 8; i++) {
      desk.define(
          Rounds.builder("q-000" + i, 4)
              .setSecureAggregation(
                  SecureRules.newBuilder().setSecurityBits(0).setPhaseMs(1_000).build())
              .build(),
          NOW);
    }
    define();

    assertThat(basesOfSeals()).containsExactly(1L);
  }

  @Test
  void shouldHideSampleCounts_whenARoundOfTheTypeMasks() {
    RoundDefinition masks =
        Rounds.builder("q-0001", 4)
            .setSecureAggregation(SecureRules.newBuilder().setPhaseMs(1_000).build())
            .build();
    desk.define(masks, NOW.minus(Duration.ofDays(1))); // over long ago
    desk.published(version(2).manifest());
    work();

    assertThat(
            producer.history().stream()
                .filter(record -> record.topic().equals("fl.metrics.stores"))
                .map(
                    record ->
                        RecordCodec.of(Topics.STORE_METRICS, schemas)
                            .decode(record.value())
                            .getSamples()))
        .containsExactly(1L);
  }

  private void define() {
    RoundDefinition definition =
        Rounds.builder(ROUND, 4)
            .setBase(version(1).reference())
            .setWindows(
                WindowRules.newBuilder()
                    .setUpdates(1)
                    .setWindowMs(1_000)
                    .setMaxStaleness(3)
                    .build())
            .build();
    desk.define(definition, NOW);
    work();
  }

  private void publish(long version) {
    publish(version, "a");
  }

  private void publish(long version, String... stores) {
    desk.published(made(version, stores));
    work();
  }

  private static ModelManifest made(long version, String... stores) {
    return ModelManifest.newBuilder(version(version).manifest())
        .setWindowStores(List.of(stores))
        .build();
  }

  private void stands(RoundStatus status, int lost) {
    desk.state(
        RoundState.newBuilder()
            .setRoundId(ROUND)
            .setModelType(Rounds.TYPE)
            .setStatus(status)
            .setCreatedAt(NOW)
            .setDeadlineAt(NOW)
            .setLogOffset(1)
            .setWindowsLost(lost)
            .build());
    work();
  }

  private void work() {
    now = now.plusMillis(1);
    desk.work();
  }

  private static Model version(long number) {
    return Rounds.model(number, ROUND, number + 1);
  }

  private List<Long> basesOfSeals() {
    return seals().stream().map(UpdateSeal::getBaseVersion).toList();
  }

  private List<UpdateSeal> seals() {
    return producer.history().stream()
        .filter(record -> record.topic().startsWith("fl.updates."))
        .map(record -> RecordCodec.of(Topics.updates(ROUND), schemas).decode(record.value()))
        .map(update -> update.getBody())
        .filter(UpdateSeal.class::isInstance)
        .map(UpdateSeal.class::cast)
        .toList();
  }

  private static MockProducer<String, byte[]> producer() {
    Node node = new Node(0, "localhost", 9092);
    Node[] nodes = {node};
    List<PartitionInfo> partitions =
        List.of("fl.joins", "fl.metrics.stores", "fl.updates." + ROUND).stream()
            .map(topic -> new PartitionInfo(topic, 0, node, nodes, nodes))
            .toList();
    return new MockProducer<>(
        new Cluster("test", List.of(node), partitions, Set.of(), Set.of()),
        true,
        null,
        new StringSerializer(),
        new ByteArraySerializer());
  }
}
