package io.fedlog.schemas;

import static io.fedlog.schemas.Role.AGGREGATOR;
import static io.fedlog.schemas.Role.COORDINATOR;
import static io.fedlog.schemas.Role.STORE_AGENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicsTest {
  @ParameterizedTest
  @CsvSource({
    "fl.rounds, compact, C",
    "fl.plans, compact, C",
    "fl.commands, delete, C",
    "fl.joins, delete, AC",
    "fl.heartbeats, compact, ACG",
    "fl.round-log, none, G",
    "fl.updates.r-1, none, AC",
    "fl.round-control, delete, G",
    "fl.round-state, compact, G",
    "fl.global-models, compact, G",
    "fl.server-state, compact, G",
    "fl.metrics.rounds, delete, G",
    "fl.metrics.stores, delete, ACG",
    "fl.rejected, delete, G",
    "fl.privacy, compact, G",
    "fl.secure, delete, A",
    "fl.secure-rounds, compact, G",
    "fl.stores, compact, C",
    "fl.access, compact, C",
    "fl.uploads, delete, C",
    "fl.audit, none, CG",
    "fl.audit-heads, none, C"
  })
  void shouldBeAsDesigned_whenInTheCatalogue(String name, String cleanUp, String writers) {
    Topic<?> topic = Topics.named(name);
    assertThat(topic.name()).isEqualTo(name);
    assertThat(topic.settings()).containsEntry("message.timestamp.type", "LogAppendTime");
    if (cleanUp.equals("none")) {
      assertThat(topic.settings())
          .containsEntry("cleanup.policy", "delete")
          .containsEntry("retention.ms", "-1")
          .containsEntry("retention.bytes", "-1");
    } else {
      assertThat(topic.settings()).containsEntry("cleanup.policy", cleanUp);
      assertThat(topic.settings().get("retention.ms")).isNotEqualTo("-1");
    }
    Set<Role> expected =
        writers
            .chars()
            .mapToObj(c -> c == 'C' ? COORDINATOR : c == 'G' ? AGGREGATOR : STORE_AGENT)
            .collect(Collectors.toSet());
    assertThat(topic.writers()).isEqualTo(expected);
    assertThat(topic.readers()).isNotEmpty();
    assertThat(topic.keyMeaning()).isNotBlank();
  }

  @Test
  void shouldHaveOneNameAndOneSubjectEach_whenListed() {
    List<Topic<?>> all = Samples.allTopics();
    assertThat(all).hasSize(22);
    assertThat(all.stream().map(Topic::name)).doesNotHaveDuplicates();
    assertThat(all.stream().map(Topic::subject)).doesNotHaveDuplicates();
    assertThat(all.stream().map(Topic::type).map(Class::getName)).doesNotHaveDuplicates();
  }

  @Test
  void shouldHoldEveryTopicOfTheDesign_whenTheDesignIsThere() throws Exception {
    Path design = Path.of("..", "docs", "design.md");
    Assumptions.assumeTrue(Files.exists(design), "skipped: docs/design.md is not there");
    for (String line : Files.readAllLines(design)) {
      if (line.startsWith("| `fl.")) {
        Matcher names =
            Pattern.compile("`(fl\\.[a-z.-]+)(<round id>)?`").matcher(line.split("\\|")[1]);
        while (names.find()) {
          String name = names.group(1) + (names.group(2) == null ? "" : "r-1");
          assertThat(Topics.named(name).name()).isEqualTo(name);
        }
      }
    }
  }

  @Test
  void shouldShareSchemaAndSubject_whenRoundsHaveTheirOwnUpdateTopics() {
    Topic<UpdateRecord> updates = Topics.updates("plan-0001");
    assertThat(updates.name()).isEqualTo("fl.updates.plan-0001");
    assertThat(updates.subject()).isEqualTo("fl.updates-value");
    assertThat(updates.name()).matches(Topics.UPDATES_PATTERN);
    assertThat(Topics.roundIdOfUpdates(updates.name())).isEqualTo("plan-0001");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a/b", "a#b", "é"})
  void shouldRefuse_whenARoundIdCannotNameATopic(String roundId) {
    assertThatThrownBy(() -> Topics.updates(roundId))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + roundId + "'");
  }

  @Test
  void shouldRefuse_whenANameIsNoUpdateTopic() {
    assertThatThrownBy(() -> Topics.roundIdOfUpdates("fl.rounds"))
        .hasMessageContaining("'fl.rounds'");
    assertThatThrownBy(() -> Topics.updates("x".repeat(121))).hasMessageContaining("1 to 120");
  }

  @Test
  void shouldCountPartitions_whenGivenTheInstallations() {
    assertThat(Topics.ROUNDS.partitions().count(8)).isEqualTo(8);
    assertThat(Topics.AUDIT.partitions().count(8)).isEqualTo(1);
    assertThat(Topics.AUDIT_HEADS.partitions().count(8)).isEqualTo(1);
    assertThatThrownBy(() -> Partitions.INSTALLATION.count(0)).hasMessageContaining("was given 0");
  }
}
