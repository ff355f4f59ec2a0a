package io.fedlog.standalone.explain;

import io.fedlog.schemas.Action;
import io.fedlog.schemas.ChunkPublished;
import io.fedlog.schemas.Command;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.Grid;
import io.fedlog.schemas.Join;
import io.fedlog.schemas.RejectedRecord;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundRequest;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.SealAdmitted;
import io.fedlog.schemas.UpdateSummary;
import io.fedlog.standalone.explain.RoundFacts.Asked;
import io.fedlog.standalone.explain.RoundFacts.Event;
import io.fedlog.standalone.explain.RoundFacts.OfPlan;
import io.fedlog.standalone.watch.Signs;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A round's facts, told with times in seconds since its definition. */
final class Facts {

  static final Instant ZERO = Instant.parse("2026-11-21T10:00:00Z");
  private static final String ROUND = "p-0001";
  private static final String TYPE = "sales";

  private final List<Event> events = new ArrayList<>();
  private final Map<String, Instant> stores = new TreeMap<>();
  private final Map<String, Instant> aggregators = new TreeMap<>();
  private final RoundState.Builder state =
      RoundState.newBuilder()
          .setRoundId(ROUND)
          .setModelType(TYPE)
          .setStatus(RoundStatus.IN_PROGRESS)
          .setCreatedAt(ZERO)
          .setDeadlineAt(at(120))
          .setLogOffset(1);
  private RoundDefinition.@Nullable Builder definition = terms();
  private @Nullable RoundRequest request;
  private @Nullable OfPlan plan;
  private List<String> targets = List.of();
  private boolean seen = true;
  private double now = 10;
  private OptionalLong lag = OptionalLong.of(3);

  static Instant at(double seconds) {
    return ZERO.plusMillis(Math.round(seconds * 1000));
  }

  /** Opened after 0.1 s; an aggregator lives. */
  static Facts opened() {
    Facts facts = new Facts();
    facts.events.add(new Event(at(0.1), terms().build()));
    facts.aggregators.put("a", at(9));
    return facts;
  }

  /** On the topics and not taken in. */
  static Facts defined() {
    Facts facts = new Facts();
    facts.seen = false;
    facts.aggregators.put("a", at(9));
    return facts;
  }

  /** On no topic. */
  static Facts nothing() {
    Facts facts = defined();
    facts.definition = null;
    return facts;
  }

  static RoundDefinition.Builder terms() {
    return RoundDefinition.newBuilder()
        .setRoundId(ROUND)
        .setModelType(TYPE)
        .setMethod("fedavg")
        .setEncoding(Encoding.FLOAT32)
        .setParameterCount(1)
        .setUpdateBytes(4)
        .setChunkBytes(65_536)
        .setChunkCount(2)
        .setGrid(new Grid(40, 1024.0, 0, 1L, 3, 1))
        .setUpdatesTopic("fl.updates.p-0001")
        .setMinStores(2)
        .setThreshold("0.8")
        .setJoinWindowMs(30_000)
        .setDeadlineMs(120_000)
        .setCreatedAt(ZERO)
        .setCreatedBy("ada");
  }

  Facts terms(RoundDefinition.Builder other) {
    definition = other;
    return this;
  }

  Facts targets(String... asked) {
    targets = List.of(asked);
    return this;
  }

  Facts request(RoundRequest asked) {
    request = asked;
    return this;
  }

  Facts plan(OfPlan of) {
    plan = of;
    return this;
  }

  Facts now(double seconds) {
    now = seconds;
    return this;
  }

  Facts lag(long records) {
    lag = OptionalLong.of(records);
    return this;
  }

  Facts heard(String store, double seconds) {
    stores.put(store, at(seconds));
    return this;
  }

  Facts aggregatorHeard(double seconds) {
    aggregators.put("a", at(seconds));
    return this;
  }

  Facts noAggregator() {
    aggregators.clear();
    return this;
  }

  Facts event(double seconds, Object body) {
    events.add(new Event(at(seconds), body));
    return this;
  }

  Facts join(double seconds, String store) {
    return event(
        seconds,
        Join.newBuilder()
            .setStoreId(store)
            .setRoundId(ROUND)
            .setModelType(TYPE)
            .setJoinedAt(ZERO)
            .build());
  }

  /** One of two chunks in each of two partitions, and the seal. */
  Facts update(double seconds, String store) {
    return update(seconds, store, 7);
  }

  Facts update(double seconds, String store, long attempt) {
    return summary(seconds, store, attempt)
        .seal(seconds, store, attempt)
        .summary(seconds, store, attempt);
  }

  Facts seal(double seconds, String store, long attempt) {
    return event(
        seconds,
        SealAdmitted.newBuilder()
            .setStoreId(store)
            .setAttemptId(attempt)
            .setAttemptNumber(1)
            .setChunkCount(2)
            .setUpdateBytes(4)
            .setBaseVersion(1)
            .setWeight(1)
            .setRootDigest(ByteBuffer.allocate(32))
            .setTrainingSamples(5)
            .build());
  }

  Facts summary(double seconds, String store, long attempt) {
    return event(
        seconds,
        UpdateSummary.newBuilder()
            .setStoreId(store)
            .setAttemptId(attempt)
            .setPartition(0)
            .setChunks(1)
            .setBytes(2)
            .setWeight(1)
            .setBaseVersion(1)
            .setChunkRoots(ByteBuffer.allocate(32))
            .build());
  }

  Facts published(double seconds, long version, int chunk) {
    return event(
        seconds,
        ChunkPublished.newBuilder()
            .setVersion(version)
            .setChunkIndex(chunk)
            .setRoot(ByteBuffer.allocate(32))
            .setBytes(2)
            .setUpdates(2)
            .build());
  }

  Facts command(double seconds, Action action, @Nullable String store) {
    return event(
        seconds,
        Command.newBuilder()
            .setCommandId("c")
            .setAction(action)
            .setModelType(TYPE)
            .setRoundId(ROUND)
            .setStoreId(store)
            .setReason("enough")
            .setIssuedBy("ada")
            .setIssuedAt(ZERO)
            .build());
  }

  Facts refused(double seconds, String store, String reason) {
    return event(
        seconds,
        RejectedRecord.newBuilder()
            .setSourceTopic("fl.updates.p-0001")
            .setSourcePartition(0)
            .setSourceOffset(1)
            .setRoundId(ROUND)
            .setStoreId(store)
            .setReason(reason)
            .setDetail("parameter 3 is 2000")
            .build());
  }

  Facts standing(RoundStatus status, int joined, int completed, int needed) {
    state
        .setStatus(status)
        .setParticipatingStores(joined)
        .setCompletedStores(completed)
        .setNeededStores(needed);
    return this;
  }

  Facts ended(RoundStatus status, double seconds, @Nullable String reason) {
    state.setStatus(status).setEndedAt(at(seconds)).setReason(reason);
    return now(seconds + 1).aggregatorHeard(seconds);
  }

  Facts decided(double seconds, int cohort, long version) {
    state.setDecidedAt(at(seconds)).setCohortSize(cohort).setModelVersion(version);
    return this;
  }

  RoundFacts build() {
    RoundDefinition defined = definition == null ? null : definition.build();
    Progress progress = new Progress();
    events.forEach(progress::take);
    boolean asked = defined != null || request != null;
    return new RoundFacts(
        ROUND,
        at(now),
        new Asked(asked ? ZERO : null, defined, request, targets, plan),
        seen ? state.build() : null,
        progress,
        new Signs(stores, aggregators),
        lag);
  }

  Story tell() {
    return StoryTeller.tell(build());
  }
}
