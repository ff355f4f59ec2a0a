package io.fedlog.coordinator.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.coordinator.Installation;
import io.fedlog.schemas.Topic;
import io.fedlog.schemas.Topics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TopicAdminIT {

  private static Installation installation;
  private static Admin admin;

  @BeforeAll
  static void start() {
    installation = new Installation();
    admin = Admin.create(Map.of("bootstrap.servers", installation.servers()));
  }

  @AfterAll
  static void stop() {
    admin.close();
    installation.close();
  }

  @Test
  void shouldCreateTheCatalogue_whenNothingIsThere() throws Exception {
    TopicAdmin topics = new TopicAdmin(admin, 3);
    topics.createFixed();
    topics.createUpdates(List.of("round-a"));

    for (Topic<?> topic : Topics.permanent()) {
      boolean one = topic.equals(Topics.AUDIT) || topic.equals(Topics.AUDIT_HEADS);
      check(topic, one ? 1 : 3);
    }
    check(Topics.updates("round-a"), 3);
    assertThat(settings("fl.rounds")).containsEntry("cleanup.policy", "compact");
    assertThat(settings("fl.updates.round-a")).containsEntry("retention.ms", "-1");
    assertThat(topics.roundsWithTopic()).contains("round-a");
  }

  @Test
  void shouldChangeNothing_whenAskedTwiceOrByTwo() {
    assertThatCode(
            () -> {
              new TopicAdmin(admin, 3).createFixed();
              new TopicAdmin(admin, 3).createFixed();
              new TopicAdmin(admin, 3).createUpdates(List.of("round-b", "round-c"));
              new TopicAdmin(admin, 3).createUpdates(List.of("round-c", "round-d"));
            })
        .doesNotThrowAnyException();
  }

  @Test
  void shouldSaySo_whenATopicHasAnotherPartitionCount() throws Exception {
    admin
        .createTopics(List.of(new NewTopic("fl.updates.odd", Optional.of(5), Optional.empty())))
        .all()
        .get();

    assertThatThrownBy(() -> new TopicAdmin(admin, 3).createUpdates(List.of("odd")))
        .isInstanceOf(WrongTopicException.class)
        .hasMessageContaining("fl.updates.odd has 5 partitions; expected 3")
        .hasMessageContaining("FL_PARTITIONS");
  }

  @Test
  void shouldDeleteQuietly_whenTheTopicIsGone() {
    TopicAdmin topics = new TopicAdmin(admin, 3);

    assertThatCode(() -> topics.delete(List.of("never-there"))).doesNotThrowAnyException();
    assertThat(topics.empty("never-there")).isFalse();
  }

  private static void check(Topic<?> topic, int partitions) throws Exception {
    TopicDescription described =
        admin.describeTopics(List.of(topic.name())).allTopicNames().get().get(topic.name());
    assertThat(described.partitions()).as(topic.name()).hasSize(partitions);
    assertThat(described.partitions().get(0).replicas()).hasSize(1);
    assertThat(settings(topic.name()))
        .as(topic.name())
        .containsAllEntriesOf(topic.settings())
        .containsEntry("message.timestamp.type", "LogAppendTime");
  }

  private static Map<String, String> settings(String topic) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
    return config.entries().stream()
        .collect(
            java.util.stream.Collectors.toMap(
                entry -> entry.name(), entry -> String.valueOf(entry.value())));
  }
}
