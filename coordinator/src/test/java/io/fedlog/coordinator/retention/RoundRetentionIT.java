package io.fedlog.coordinator.retention;

import static io.fedlog.coordinator.LogRecords.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fedlog.coordinator.CoordinatorApp;
import io.fedlog.coordinator.CoordinatorConfig;
import io.fedlog.coordinator.FakeAggregator;
import io.fedlog.coordinator.Installation;
import io.fedlog.coordinator.client.CoordinatorClient;
import io.fedlog.schemas.Action;
import io.fedlog.schemas.Command;
import io.fedlog.schemas.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RoundRetentionIT {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String TOPIC = "fl.updates.p-initial";

  @Test
  void shouldDeleteRecordsAtOnceAndTheTopicOnlyWhenSafe_whenARoundIsLongOver() throws Exception {
    try (Installation installation = new Installation();
        Admin admin = Admin.create(Map.of("bootstrap.servers", installation.servers()));
        FakeAggregator aggregator = run(installation)) {
      assertThat(records(admin)).isEqualTo(2);
      Instant before = Clock.systemUTC().instant();
      CoordinatorConfig brief = installation.config("FL_ROUND_RETENTION", "1s");

      try (CoordinatorApp app = CoordinatorApp.start(brief, Clock.systemUTC())) {
        aggregator.beat("one", before);
        await().atMost(SOON).until(() -> retired(aggregator).size() == 4);
        await().atMost(SOON).until(() -> records(admin) == 0);
        assertThat(app.acts()).isTrue();

        // One instance has new threads, the other still runs those that know the topic.
        aggregator.beat("two", before);
        aggregator.beat("one", Clock.systemUTC().instant().plusSeconds(1));
        await()
            .during(Duration.ofSeconds(3))
            .atMost(SOON)
            .until(() -> topics(admin).contains(TOPIC));

        aggregator.beat("two", Clock.systemUTC().instant().plusSeconds(1));
        // The topic without rounds stays: an aggregator cannot start without it.
        Set<String> left = Set.of(Topics.updates(Topics.NO_ROUND).name());
        await().atMost(SOON).until(() -> updateTopics(admin).equals(left));
        assertThat(retired(aggregator)).hasSize(4);
      }
    }
  }

  /** A plan with one training round, whose topics are then of no more use. */
  private static FakeAggregator run(Installation installation) throws InterruptedException {
    CoordinatorConfig config = installation.config();
    FakeAggregator aggregator = new FakeAggregator(installation.servers());
    try (CoordinatorApp app = CoordinatorApp.start(config, Clock.systemUTC());
        CoordinatorClient client = CoordinatorClient.connect(config, Clock.systemUTC())) {
      await().atMost(SOON).until(app::acts);
      aggregator.start();
      client.startPlan(plan("p", 1, 0).build());
      var unused = client.awaitPlan("p", SOON, state -> {});
    }
    return aggregator;
  }

  private static Set<String> retired(FakeAggregator aggregator) {
    return aggregator.commands().stream()
        .filter(command -> command.getAction() == Action.RETIRE)
        .map(Command::getRoundId)
        .collect(Collectors.toSet());
  }

  private static Set<String> updateTopics(Admin admin) throws Exception {
    return topics(admin).stream()
        .filter(name -> name.startsWith("fl.updates."))
        .collect(Collectors.toSet());
  }

  private static Set<String> topics(Admin admin) throws Exception {
    return admin.listTopics().names().get();
  }

  /** Records that can still be read: the coordinator's chunk and its seal, at first. */
  private static long records(Admin admin) throws Exception {
    return count(admin, OffsetSpec.latest()) - count(admin, OffsetSpec.earliest());
  }

  private static long count(Admin admin, OffsetSpec spec) throws Exception {
    Map<TopicPartition, OffsetSpec> asked =
        IntStream.range(0, Installation.PARTITIONS)
            .mapToObj(partition -> new TopicPartition(TOPIC, partition))
            .collect(Collectors.toMap(partition -> partition, partition -> spec));
    return admin.listOffsets(asked).all().get().values().stream()
        .mapToLong(offset -> offset.offset())
        .sum();
  }
}
