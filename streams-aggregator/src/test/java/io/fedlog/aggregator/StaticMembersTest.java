package io.fedlog.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.runtime.KafkaSettings;
import org.junit.jupiter.api.Test;

class StaticMembersTest {
  private final StaticMembers members =
      new StaticMembers(KafkaSettings.at("127.0.0.1:1"), "fedlog-aggregator", "a-1");

  @Test
  void shouldNameAThreadsMember_asKafkaStreamsDoes() {
    assertThat(members.memberOf("fedlog-aggregator-StreamThread-12")).contains("a-1-12");
  }

  @Test
  void shouldNameNoMember_whenTheThreadIsNotKafkaStreams() {
    assertThat(members.memberOf("main")).isEmpty();
  }
}
