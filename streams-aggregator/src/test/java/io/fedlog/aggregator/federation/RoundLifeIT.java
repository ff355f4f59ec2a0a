package io.fedlog.aggregator.federation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.aggregator.AggregatorApp;
import io.fedlog.schemas.Action;
import io.fedlog.schemas.Command;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundMetrics;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.Topics;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rounds that do not go as planned, on a real broker. */
class RoundLifeIT {
  private static final int PARAMETERS = 50_000; // four chunks

  @TempDir static Path folder;
  private static Installation installation;
  private static AggregatorApp aggregator;

  private final Update one = Update.draw("store-0", PARAMETERS, 1);
  private final Update two = Update.draw("store-1", PARAMETERS, 2);

  @BeforeAll
  static void start() throws Exception {
    installation = new Installation(3);
    aggregator = installation.startAggregator(folder.resolve("state"));
  }

  @AfterAll
  static void stop() {
    aggregator.close();
    installation.close();
  }

  @Test
  void shouldFailByItsDeadlineWithTheNumbers_whenNobodyComes() throws Exception {
    installation.define(
        Definitions.weighted("silent", "silent", PARAMETERS, 4).setDeadlineMs(1500).build());

    RoundState end = installation.awaitEnd("silent");

    assertThat(end.getStatus()).isEqualTo(RoundStatus.FAILED);
    assertThat(end.getReason()).contains("0 of 0 participating", "4 were needed");
    Law.holds(installation.awaitMetrics("silent"));
  }

  @Test
  void shouldDecideWithTheOthers_whenAStoreStopsInMidUpload() throws Exception {
    RoundDefinition round =
        Definitions.weighted("half", "half", PARAMETERS, 3)
            .setMinStores(2)
            .setThreshold("0.6")
            .setJoinWindowMs(3000)
            .build();
    installation.define(round);
    send(records(round, Update.draw("store-2", PARAMETERS, 3)).subList(0, 2));
    send(records(round, one));
    send(records(round, two));

    completed(round, one, two);

    RoundMetrics metrics = installation.awaitMetrics("half");
    Law.holds(metrics);
    assertThat(metrics.getAttemptsIncomplete()).isEqualTo(1);
    assertThat(metrics.getChunksIncomplete()).isEqualTo(2);
  }

  @Test
  void shouldCountThem_whenUploadsAreDuplicateOrLate() throws Exception {
    RoundDefinition round = define("counted");
    send(records(round, one));
    send(records(round, one.retry(7, 2)));
    send(records(round, two));
    completed(round, one, two);

    send(records(round, two.retry(8, 2)));
    RoundMetrics metrics =
        installation.await(
            Topics.ROUND_METRICS,
            m ->
                m.getRoundId().equals("counted")
                    && m.getAttemptsLate() == 1
                    && m.getChunksLate() == 4);

    Law.holds(metrics);
    assertThat(metrics.getAttemptsReceived()).isEqualTo(4);
    assertThat(metrics.getAttemptsDuplicate()).isEqualTo(1);
    assertThat(metrics.getChunksDuplicate()).isEqualTo(4);
  }

  @Test
  void shouldNeverMixAttempts_whenTheFirstHadANan() throws Exception {
    RoundDefinition round = define("nan");
    Update first = Update.draw("store-0", PARAMETERS, 5).withValue(40_000, Float.NaN);
    send(records(round, first));
    send(records(round, one.retry(9, 2)));
    send(records(round, two));

    completed(round, one, two);

    assertThat(installation.awaitMetrics("nan").getAttemptsRejectedByReason())
        .containsEntry("not_finite", 1L);
  }

  @Test
  void shouldGoOn_whenAnotherRoundIsRetired() throws Exception {
    RoundDefinition old = define("old");
    send(records(old, one));
    send(records(old, two));
    completed(old, one, two);
    Law.holds(installation.awaitMetrics("old"));
    RoundDefinition running = define("running");
    send(records(running, one));

    installation.command(
        Command.newBuilder()
            .setCommandId("retire old")
            .setAction(Action.RETIRE)
            .setModelType("old")
            .setRoundId("old")
            .setIssuedBy("test")
            .setIssuedAt(Instant.EPOCH)
            .build());
    installation.deleteRecords(old.getUpdatesTopic());
    send(records(running, two));

    completed(running, one, two);
    RoundDefinition next = define("next");
    send(records(next, one));
    send(records(next, two));
    completed(next, one, two);
    send(records(old, one));
    assertThat(
            installation
                .await(
                    Topics.REJECTED,
                    rejected ->
                        "old".equals(rejected.getRoundId())
                            && rejected.getDetail().contains("retired"))
                .getReason())
        .isEqualTo("late");
  }

  private static RoundDefinition define(String roundId) throws Exception {
    RoundDefinition round = Definitions.weighted(roundId, roundId, PARAMETERS, 2).build();
    installation.define(round);
    return round;
  }

  private static List<ProducerRecord<String, byte[]>> records(
      RoundDefinition round, Update update) {
    return update.records(round, installation.partitions, installation.schemas);
  }

  private static void send(List<ProducerRecord<String, byte[]>> records) {
    records.forEach(installation.producer::send);
    installation.producer.flush();
  }

  private static void completed(RoundDefinition round, Update... updates) throws Exception {
    RoundState end = installation.awaitEnd(round.getRoundId());
    assertThat(end.getStatus()).as(end.getReason()).isEqualTo(RoundStatus.COMPLETED);
    assertThat(end.getModelSha256()).isEqualTo(PlainMean.sha256(PlainMean.of(List.of(updates))));
  }
}
