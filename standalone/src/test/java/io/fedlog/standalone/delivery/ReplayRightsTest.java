package io.fedlog.standalone.delivery;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.schemas.Role;
import io.fedlog.schemas.Topic;
import io.fedlog.schemas.Topics;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A replay needs no right but to read, and an operator has it. */
class ReplayRightsTest {

  private static final List<Topic<?>> READ =
      List.of(
          Topics.ROUND_LOG,
          Topics.ROUND_CONTROL,
          Topics.ROUND_STATE,
          Topics.ROUND_METRICS,
          Topics.STORE_METRICS,
          Topics.GLOBAL_MODELS,
          Topics.SERVER_STATE,
          Topics.PRIVACY,
          Topics.updates("any"));

  @Test
  void shouldOpenNothingThatWrites() {
    noClasses()
        .that()
        .resideInAnyPackage("io.fedlog.aggregator.replay..", "io.fedlog.standalone.replay..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.kafka.clients.producer..", "org.apache.kafka.clients.admin..")
        .because("what proves what happened must not be able to change it")
        .check(ProductClasses.all());
  }

  @Test
  void shouldBeAllowedToAnOperator() {
    assertThat(READ).allSatisfy(topic -> assertThat(topic.readers()).contains(Role.OPERATOR));
    assertThat(READ).allSatisfy(topic -> assertThat(topic.writers()).doesNotContain(Role.OPERATOR));
  }
}
