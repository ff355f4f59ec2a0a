package io.fedlog.schemas;

import static io.fedlog.schemas.CleanUp.COMPACT;
import static io.fedlog.schemas.CleanUp.DELETE;
import static io.fedlog.schemas.CleanUp.DELETE_LATE;
import static io.fedlog.schemas.CleanUp.DELETE_SOON;
import static io.fedlog.schemas.CleanUp.NEVER;
import static io.fedlog.schemas.CleanUp.ON_RETIREMENT;
import static io.fedlog.schemas.Partitions.INSTALLATION;
import static io.fedlog.schemas.Partitions.ONE;
import static io.fedlog.schemas.Role.AGGREGATOR;
import static io.fedlog.schemas.Role.ANALYST;
import static io.fedlog.schemas.Role.COORDINATOR;
import static io.fedlog.schemas.Role.OPERATOR;
import static io.fedlog.schemas.Role.STORE_AGENT;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.avro.specific.SpecificRecord;

/** The catalogue of topics. Nothing in Fedlog writes to or reads from a topic that is not here. */
public final class Topics {
  /** Partitions of an installation that does not say otherwise. Fixed once topics exist. */
  public static final int DEFAULT_PARTITIONS = 8;

  /** Matches the name of every round's update topic. */
  public static final Pattern UPDATES_PATTERN = Pattern.compile("fl\\.updates\\..+");

  private static final String UPDATES_PREFIX = "fl.updates.";
  private static final Pattern ROUND_ID = Pattern.compile("[A-Za-z0-9._-]{1,120}");

  private static final Set<Role> BY_COORDINATOR = Set.of(COORDINATOR);
  private static final Set<Role> BY_AGGREGATOR = Set.of(AGGREGATOR);
  private static final Set<Role> BY_STORES = Set.of(STORE_AGENT, COORDINATOR);

  /** What rounds train, by whom, under which rules. */
  public static final Topic<RoundRecord> ROUNDS =
      topic("fl.rounds", RoundRecord.class, "round id (+ page)", COMPACT)
          .between(BY_COORDINATOR, Set.of(AGGREGATOR, STORE_AGENT, COORDINATOR, OPERATOR));

  /** Training plans: rounds until a stopping rule. */
  public static final Topic<PlanRecord> PLANS =
      topic("fl.plans", PlanRecord.class, "plan id", COMPACT)
          .between(BY_COORDINATOR, Set.of(COORDINATOR, OPERATOR));

  /** Aggregate now, cancel, withdraw a store, promote, retire. */
  public static final Topic<Command> COMMANDS =
      topic("fl.commands", Command.class, "round id; model type to promote or budget", DELETE)
          .between(BY_COORDINATOR, Set.of(AGGREGATOR, COORDINATOR, OPERATOR));

  /** Stores that take part in a round. */
  public static final Topic<Join> JOINS =
      topic("fl.joins", Join.class, "store id", DELETE)
          .between(BY_STORES, Set.of(COORDINATOR, AGGREGATOR, OPERATOR));

  /** Stores that are there, and aggregators. */
  public static final Topic<Heartbeat> HEARTBEATS =
      topic("fl.heartbeats", Heartbeat.class, "store id", COMPACT)
          .between(Set.of(STORE_AGENT, COORDINATOR, AGGREGATOR), Set.of(COORDINATOR, OPERATOR));

  /** Everything the quorum acts on, in the one order that counts. */
  public static final Topic<RoundLogEntry> ROUND_LOG =
      topic("fl.round-log", RoundLogEntry.class, "model type", ON_RETIREMENT)
          .between(BY_AGGREGATOR, Set.of(AGGREGATOR, OPERATOR));

  /** The quorum's orders to all chunk tasks, multicast to every partition. */
  public static final Topic<RoundControl> ROUND_CONTROL =
      topic("fl.round-control", RoundControl.class, "round id", DELETE)
          .between(BY_AGGREGATOR, Set.of(AGGREGATOR, OPERATOR));

  /** How each round stands. */
  public static final Topic<RoundState> ROUND_STATE =
      topic("fl.round-state", RoundState.class, "round id", COMPACT)
          .between(BY_AGGREGATOR, Set.of(COORDINATOR, STORE_AGENT, OPERATOR));

  /** Model versions: manifests, chunks, and the promoted version. */
  public static final Topic<ModelRecord> GLOBAL_MODELS =
      topic(
              "fl.global-models",
              ModelRecord.class,
              "model type; type/version; type/version/chunk; type/promoted",
              COMPACT)
          .between(BY_AGGREGATOR, Set.of(AGGREGATOR, COORDINATOR, STORE_AGENT, OPERATOR));

  /** What a server optimiser remembers beside each chunk. */
  public static final Topic<ServerState> SERVER_STATE =
      topic("fl.server-state", ServerState.class, "type/version/chunk", COMPACT)
          .between(BY_AGGREGATOR, Set.of(AGGREGATOR, OPERATOR));

  /** One flat record for each round that is over. */
  public static final Topic<RoundMetrics> ROUND_METRICS =
      topic("fl.metrics.rounds", RoundMetrics.class, "round id", DELETE_LATE)
          .between(BY_AGGREGATOR, Set.of(COORDINATOR, OPERATOR, ANALYST));

  /** Numbers that stores measured of a version, and what their updates counted for in one. */
  public static final Topic<StoreMetric> STORE_METRICS =
      topic("fl.metrics.stores", StoreMetric.class, "store id", DELETE_LATE)
          .between(
              Set.of(STORE_AGENT, COORDINATOR, AGGREGATOR), Set.of(COORDINATOR, OPERATOR, ANALYST));

  /** What was refused, where it lies, and why. */
  public static final Topic<RejectedRecord> REJECTED =
      topic("fl.rejected", RejectedRecord.class, "store id, or source topic", DELETE)
          .between(BY_AGGREGATOR, Set.of(COORDINATOR, OPERATOR));

  /** Privacy budgets, and what rounds have spent of them on which stores. */
  public static final Topic<PrivacyRecord> PRIVACY =
      topic("fl.privacy", PrivacyRecord.class, "model type; type/round/page", COMPACT)
          .between(BY_AGGREGATOR, Set.of(COORDINATOR, OPERATOR, ANALYST));

  /** Keys, shares and signatures of stores in rounds that mask. */
  public static final Topic<SecureMessage> SECURE =
      topic("fl.secure", SecureMessage.class, "store id", DELETE)
          .between(Set.of(STORE_AGENT), Set.of(AGGREGATOR, STORE_AGENT, OPERATOR));

  /** What rounds that mask ask of their stores, phase by phase. */
  public static final Topic<SecureRound> SECURE_ROUNDS =
      topic(
              "fl.secure-rounds",
              SecureRound.class,
              "round/group/page; round/sharers; round/survivors/page",
              COMPACT)
          .between(BY_AGGREGATOR, Set.of(STORE_AGENT, COORDINATOR, OPERATOR));

  /** Enrolled public keys; stores check by them what their neighbours sign. */
  public static final Topic<StoreEnrolment> STORES =
      topic("fl.stores", StoreEnrolment.class, "store id", COMPACT)
          .between(BY_COORDINATOR, Set.of(AGGREGATOR, COORDINATOR, STORE_AGENT, OPERATOR));

  /** Revoked tokens, people who sign in, codes with which stores enrol. */
  public static final Topic<AccessRecord> ACCESS =
      topic(
              "fl.access",
              AccessRecord.class,
              "token/id; user/name; code/sha256; upload/round/store/sha256",
              COMPACT)
          .between(BY_COORDINATOR, BY_COORDINATOR);

  /** Bodies of uploads that come in parts. */
  public static final Topic<UploadRecord> UPLOADS =
      topic("fl.uploads", UploadRecord.class, "random part of the upload id", DELETE_SOON)
          .between(BY_COORDINATOR, BY_COORDINATOR);

  /** What happened; a leaf's index is its rank among committed records. */
  public static final Topic<AuditEvent> AUDIT =
      topic("fl.audit", AuditEvent.class, "none", NEVER)
          .partitions(ONE)
          .between(Set.of(COORDINATOR, AGGREGATOR), Set.of(COORDINATOR, OPERATOR));

  /** Signed heads of the Merkle tree over {@link #AUDIT}. */
  public static final Topic<TreeHead> AUDIT_HEADS =
      topic("fl.audit-heads", TreeHead.class, "none", NEVER)
          .partitions(ONE)
          .between(BY_COORDINATOR, Set.of(COORDINATOR, OPERATOR));

  private static final List<Topic<?>> FIXED =
      List.of(
          ROUNDS,
          PLANS,
          COMMANDS,
          JOINS,
          HEARTBEATS,
          ROUND_LOG,
          ROUND_CONTROL,
          ROUND_STATE,
          GLOBAL_MODELS,
          SERVER_STATE,
          ROUND_METRICS,
          STORE_METRICS,
          REJECTED,
          PRIVACY,
          SECURE,
          SECURE_ROUNDS,
          STORES,
          ACCESS,
          UPLOADS,
          AUDIT,
          AUDIT_HEADS);

  /** No round may be called so: its topic is there before any round. */
  public static final String NO_ROUND = "none";

  private Topics() {}

  /** The topics with a purpose of their own: all but the rounds' update topics. */
  public static List<Topic<?>> fixed() {
    return FIXED;
  }

  /**
   * The topics that must exist before an aggregator starts: the fixed ones and one update topic
   * that nobody writes to. Kafka Streams (4.3.1) leaves a pattern source that matches nothing out
   * of a task it builds, and the task's thread dies when a first match appears.
   */
  public static List<Topic<?>> permanent() {
    List<Topic<?>> permanent = new ArrayList<>(FIXED);
    permanent.add(updates(NO_ROUND));
    return List.copyOf(permanent);
  }

  /**
   * The topic of one round's chunks and seals. All such topics share one schema and one subject.
   *
   * @param roundId letters, digits, '.', '_' and '-', at most 120
   * @throws IllegalArgumentException when {@code roundId} is anything else
   */
  public static Topic<UpdateRecord> updates(String roundId) {
    if (!ROUND_ID.matcher(roundId).matches()) {
      throw new IllegalArgumentException(
          "A round id is 1 to 120 letters, digits, '.', '_' and '-', because it names a topic, but"
              + " was '"
              + roundId
              + "'. Choose another id.");
    }
    return topic(UPDATES_PREFIX + roundId, UpdateRecord.class, "store id + chunk", ON_RETIREMENT)
        .subject("fl.updates-value")
        .between(BY_STORES, Set.of(AGGREGATOR, OPERATOR));
  }

  /**
   * The topic of the catalogue named {@code topicName}.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static Topic<?> named(String topicName) {
    if (UPDATES_PATTERN.matcher(topicName).matches()) {
      return updates(roundIdOfUpdates(topicName));
    }
    return FIXED.stream()
        .filter(topic -> topic.name().equals(topicName))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'"
                        + topicName
                        + "' is no topic of Fedlog. Its topics are "
                        + FIXED
                        + " and "
                        + UPDATES_PREFIX
                        + "<round id>."));
  }

  /**
   * The round whose update topic is named {@code topicName}.
   *
   * @throws IllegalArgumentException when it names no update topic
   */
  public static String roundIdOfUpdates(String topicName) {
    if (!UPDATES_PATTERN.matcher(topicName).matches()) {
      throw new IllegalArgumentException(
          "An update topic's name is '"
              + UPDATES_PREFIX
              + "<round id>', but was '"
              + topicName
              + "'.");
    }
    return topicName.substring(UPDATES_PREFIX.length());
  }

  private static <T extends SpecificRecord> Entry<T> topic(
      String name, Class<T> type, String keyMeaning, CleanUp cleanUp) {
    return new Entry<>(name, name + "-value", type, keyMeaning, cleanUp, INSTALLATION);
  }

  /** A line of the catalogue being written. */
  private record Entry<T extends SpecificRecord>(
      String name,
      String subject,
      Class<T> type,
      String keyMeaning,
      CleanUp cleanUp,
      Partitions partitions) {
    Entry<T> subject(String shared) {
      return new Entry<>(name, shared, type, keyMeaning, cleanUp, partitions);
    }

    Entry<T> partitions(Partitions other) {
      return new Entry<>(name, subject, type, keyMeaning, cleanUp, other);
    }

    Topic<T> between(Set<Role> writers, Set<Role> readers) {
      return new Topic<>(name, subject, type, keyMeaning, partitions, cleanUp, writers, readers);
    }
  }
}
