package io.fedlog.runtime.acls;

import io.fedlog.schemas.Role;
import io.fedlog.schemas.Topic;
import io.fedlog.schemas.Topics;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * The least that each role must be allowed: to write and to read the topics of which the catalogue
 * says that it does, and what its own groups, transactions and state topics need. Kafka's
 * authorizer refuses all else as long as {@code allow.everyone.if.no.acl.found} is false, its
 * default.
 */
public final class RoleAcls {
  /** Groups that analysts' and operators' own tools may read in begin so. */
  public static final String ANALYST_GROUPS = "fedlog-analyst";

  /** As {@link #ANALYST_GROUPS}, for operators. */
  public static final String OPERATOR_GROUPS = "fedlog-operator";

  /** The transactions in which whichever coordinator acts publishes heads of the audit log. */
  public static final String HEADS_TRANSACTION = "fedlog-audit-heads";

  private static final String ANY_HOST = "*";
  private static final String OUR_TOPICS = "fl.";

  private final String coordinatorGroup;
  private final String applicationId;

  /**
   * The ACLs of one installation.
   *
   * @param coordinatorGroup the consumer group in which coordinators agree who acts
   * @param applicationId of the aggregators: their group, and the beginning of the names of their
   *     transactions and state topics
   * @throws IllegalArgumentException when state topics would be named like topics of the catalogue
   */
  public RoleAcls(String coordinatorGroup, String applicationId) {
    if (applicationId.isBlank() || applicationId.startsWith(OUR_TOPICS)) {
      throw new IllegalArgumentException(
          "FL_APPLICATION_ID is \"%s\"; expected a name that does not begin with %s, or what is granted for the aggregators' own state would cover topics of the catalogue."
              .formatted(applicationId, OUR_TOPICS));
    }
    this.coordinatorGroup = coordinatorGroup;
    this.applicationId = applicationId;
  }

  /**
   * What a principal of a role must be allowed.
   *
   * @param principal as Kafka names it, such as {@code User:north}
   */
  public List<AclBinding> of(Role role, String principal) {
    List<AclBinding> acls = new ArrayList<>();
    for (Topic<?> topic : Topics.permanent()) {
      operations(role, topic)
          .forEach(operation -> acls.add(allow(principal, pattern(topic), operation)));
    }
    own(role).forEach(grant -> acls.add(allow(principal, grant.pattern(), grant.operation())));
    return List.copyOf(acls);
  }

  private static List<AclOperation> operations(Role role, Topic<?> topic) {
    List<AclOperation> operations = new ArrayList<>();
    if (topic.writers().contains(role)) {
      operations.add(AclOperation.WRITE);
    }
    if (topic.readers().contains(role)) {
      operations.add(AclOperation.READ);
    }
    if (role == Role.COORDINATOR) { // creates them all, and looks whether they are as they must be
      operations.add(AclOperation.CREATE);
      operations.add(AclOperation.DESCRIBE);
      if (isOfRounds(topic)) {
        operations.add(AclOperation.DELETE);
      }
    }
    return operations;
  }

  private record Grant(ResourcePattern pattern, AclOperation operation) {}

  private List<Grant> own(Role role) {
    return switch (role) {
      case COORDINATOR ->
          List.of(
              group(coordinatorGroup, PatternType.LITERAL),
              new Grant(
                  new ResourcePattern(
                      ResourceType.TRANSACTIONAL_ID, HEADS_TRANSACTION, PatternType.LITERAL),
                  AclOperation.WRITE));
      case AGGREGATOR -> ofStreams();
      case ANALYST -> List.of(group(ANALYST_GROUPS, PatternType.PREFIXED));
      case OPERATOR -> List.of(group(OPERATOR_GROUPS, PatternType.PREFIXED));
      case STORE_AGENT -> List.of();
    };
  }

  /** Kafka Streams names its transactions and changelogs after the application. */
  private List<Grant> ofStreams() {
    String prefix = applicationId + "-";
    ResourcePattern state = new ResourcePattern(ResourceType.TOPIC, prefix, PatternType.PREFIXED);
    ResourcePattern transactions =
        new ResourcePattern(ResourceType.TRANSACTIONAL_ID, prefix, PatternType.PREFIXED);
    return List.of(
        group(applicationId, PatternType.LITERAL),
        new Grant(transactions, AclOperation.WRITE),
        new Grant(state, AclOperation.CREATE),
        new Grant(state, AclOperation.WRITE),
        new Grant(state, AclOperation.READ));
  }

  private static Grant group(String name, PatternType type) {
    return new Grant(new ResourcePattern(ResourceType.GROUP, name, type), AclOperation.READ);
  }

  /** All rounds' update topics are one prefix; every other topic is itself. */
  private static ResourcePattern pattern(Topic<?> topic) {
    if (isOfRounds(topic)) {
      String name = topic.name();
      String prefix = name.substring(0, name.length() - Topics.NO_ROUND.length());
      return new ResourcePattern(ResourceType.TOPIC, prefix, PatternType.PREFIXED);
    }
    return new ResourcePattern(ResourceType.TOPIC, topic.name(), PatternType.LITERAL);
  }

  private static boolean isOfRounds(Topic<?> topic) {
    return Topics.UPDATES_PATTERN.matcher(topic.name()).matches();
  }

  private static AclBinding allow(
      String principal, ResourcePattern pattern, AclOperation operation) {
    return new AclBinding(
        pattern, new AccessControlEntry(principal, ANY_HOST, operation, AclPermissionType.ALLOW));
  }
}
