package io.fedlog.runtime.acls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.schemas.Role;
import io.fedlog.schemas.Topic;
import io.fedlog.schemas.Topics;
import java.util.List;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoleAclsTest {
  private final RoleAcls acls = new RoleAcls("coordinators", "adders");

  /** The whole of it, written down: a store is the role that strangers get hold of. */
  @Test
  void shouldLetAStoreDoItsWorkAndNothingElse() {
    assertThat(lines(Role.STORE_AGENT))
        .containsExactlyInAnyOrder(
            "WRITE TOPIC PREFIXED fl.updates.",
            "WRITE TOPIC LITERAL fl.joins",
            "WRITE TOPIC LITERAL fl.heartbeats",
            "WRITE TOPIC LITERAL fl.metrics.stores",
            "WRITE TOPIC LITERAL fl.secure",
            "READ TOPIC LITERAL fl.rounds",
            "READ TOPIC LITERAL fl.round-state",
            "READ TOPIC LITERAL fl.global-models",
            "READ TOPIC LITERAL fl.secure",
            "READ TOPIC LITERAL fl.secure-rounds",
            "READ TOPIC LITERAL fl.stores");
  }

  @Test
  void shouldLetAnalystsReadMetricsAndWhatPrivacyWasSpent() {
    assertThat(lines(Role.ANALYST))
        .containsExactlyInAnyOrder(
            "READ TOPIC LITERAL fl.metrics.rounds",
            "READ TOPIC LITERAL fl.metrics.stores",
            "READ TOPIC LITERAL fl.privacy",
            "READ GROUP PREFIXED fedlog-analyst");
  }

  @Test
  void shouldLetTheAggregatorHaveWhatIsNamedAfterIt() {
    assertThat(lines(Role.AGGREGATOR))
        .contains(
            "READ GROUP LITERAL adders",
            "WRITE TRANSACTIONAL_ID PREFIXED adders-",
            "CREATE TOPIC PREFIXED adders-",
            "WRITE TOPIC PREFIXED adders-",
            "READ TOPIC PREFIXED adders-",
            "READ TOPIC LITERAL fl.stores",
            "READ TOPIC PREFIXED fl.updates.")
        .noneMatch(
            line ->
                line.matches("(WRITE|CREATE|DELETE) .*fl\\.(stores|updates\\.|rounds|commands)"));
  }

  @Test
  void shouldLetOnlyTheCoordinatorCreateAndDelete() {
    assertThat(lines(Role.COORDINATOR))
        .contains(
            "READ GROUP LITERAL coordinators",
            "WRITE TRANSACTIONAL_ID LITERAL fedlog-audit-heads",
            "DELETE TOPIC PREFIXED fl.updates.")
        .filteredOn(line -> line.startsWith("DELETE"))
        .hasSize(1);
    for (Role role : List.of(Role.STORE_AGENT, Role.ANALYST, Role.OPERATOR)) {
      assertThat(lines(role)).noneMatch(line -> line.matches("(CREATE|DELETE|ALTER|ALL) .*"));
    }
  }

  /** A prefix that covered a topic of another meaning would be a way past the others. */
  @ParameterizedTest
  @EnumSource
  void shouldCoverNoFixedTopic_whenAPrefixIsGranted(Role role) {
    for (AclBinding acl : acls.of(role, "User:one")) {
      assertThat(acl.entry().principal()).isEqualTo("User:one");
      assertThat(acl.entry().permissionType()).isEqualTo(AclPermissionType.ALLOW);
      if (acl.pattern().patternType() == PatternType.PREFIXED
          && acl.pattern().resourceType() == ResourceType.TOPIC) {
        assertThat(Topics.fixed().stream().map(Topic::name))
            .noneMatch(name -> name.startsWith(acl.pattern().name()));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "fl.", "fl.updates.r"})
  void shouldRefuseAnApplication_whenItsStateWouldBeNamedLikeTopics(String applicationId) {
    assertThatThrownBy(() -> new RoleAcls("coordinators", applicationId))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("FL_APPLICATION_ID is \"" + applicationId + "\"; expected");
  }

  private List<String> lines(Role role) {
    return acls.of(role, "User:one").stream()
        .map(
            acl ->
                acl.entry().operation()
                    + " "
                    + acl.pattern().resourceType()
                    + " "
                    + acl.pattern().patternType()
                    + " "
                    + acl.pattern().name())
        .toList();
  }
}
