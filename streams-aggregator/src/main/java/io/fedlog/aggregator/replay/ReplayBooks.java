package io.fedlog.aggregator.replay;

import io.fedlog.aggregator.wire.Address;
import io.fedlog.aggregator.wire.Codecs;
import io.fedlog.aggregator.wire.Egress;
import io.fedlog.aggregator.wire.Outlet;
import io.fedlog.aggregator.wire.Source;
import io.fedlog.learning.round.Stamp;
import io.fedlog.schemas.ChunkPublished;
import io.fedlog.schemas.Decision;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.ModelPointer;
import io.fedlog.schemas.ModelRecord;
import io.fedlog.schemas.PrivacyCharge;
import io.fedlog.schemas.RoundControl;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundLogEntry;
import io.fedlog.schemas.StoreMetric;
import io.fedlog.schemas.UpdateSummary;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Keeps what a fold of one partition emits of the rounds that are wanted. Not thread-safe. */
final class ReplayBooks implements Outlet {
  private final Codecs codecs;
  private final int partitions;
  private final Predicate<RoundDefinition> wanted;
  private final IntPredicate room;
  private final DerivedNames names;
  private final Map<String, ReplayedRound> rounds = new LinkedHashMap<>();
  private final Map<String, ModelManifest> newest = new HashMap<>();
  private final Map<String, ModelPointer> promoted = new HashMap<>();
  private @Nullable Source here;
  private Stamp stamp = new Stamp(0, 0);

  /**
   * Books with nothing in them.
   *
   * @param codecs that the fold emits with
   * @param partitions of every topic
   * @param wanted which rounds to keep, by their definition
   * @param room whether there is memory for so many bytes more
   * @param names gets what the fold names
   */
  ReplayBooks(
      Codecs codecs,
      int partitions,
      Predicate<RoundDefinition> wanted,
      IntPredicate room,
      DerivedNames names) {
    this.names = names;
    this.room = room;
    this.codecs = codecs;
    this.partitions = partitions;
    this.wanted = wanted;
  }

  /** What is folded next. */
  void about(Source source, Stamp stamp) {
    this.here = source;
    this.stamp = stamp;
  }

  /** An entry that is about to be folded: a round begins with the first definition that can be. */
  void read(RoundLogEntry entry) {
    if (entry.getEvent() instanceof RoundDefinition definition) {
      names.roundIds.add(definition.getRoundId());
      ReplayedRound known = rounds.get(definition.getRoundId());
      if ((known != null && known.isBegun()) || !wanted.test(definition)) {
        return;
      }
      int partition = here == null ? 0 : here.partition();
      ReplayedRound round = new ReplayedRound(definition, partition, stamp.atMillis());
      round.roots = new AdmittedRoots(definition.getRoundId(), partitions);
      rounds.put(definition.getRoundId(), round);
    } else if (entry.getEvent() instanceof ChunkPublished published) {
      ReplayedRound round = entry.getRoundId() == null ? null : rounds.get(entry.getRoundId());
      if (round != null && !round.manifests.containsKey(published.getVersion())) {
        round
            .chunks
            .computeIfAbsent(published.getVersion(), version -> new TreeMap<>())
            .putIfAbsent(published.getChunkIndex(), published);
      }
    } else if (entry.getEvent() instanceof UpdateSummary && entry.getRoundId() != null) {
      ReplayedRound round = rounds.get(entry.getRoundId());
      AdmittedRoots roots = round == null ? null : round.roots;
      if (round != null && roots != null && !room.test(roots.add(entry))) {
        round.roots = null;
      }
    }
  }

  /** The rounds that were wanted, by id, in the order in which they were defined. */
  Map<String, ReplayedRound> rounds() {
    return rounds;
  }

  @Override
  public @Nullable Source here() {
    return here;
  }

  @Override
  public void put(Egress egress, @Nullable String key, byte @Nullable [] value, long timestamp) {
    if (key == null || value == null) {
      return;
    }
    switch (egress) {
      case ROUND_CONTROL -> order(key, value);
      case ROUND_STATE -> {
        ReplayedRound round = rounds.get(key);
        if (round != null) {
          round.state = codecs.roundState().decode(value);
        }
      }
      case ROUND_METRICS -> {
        ReplayedRound round = rounds.get(key);
        if (round != null) {
          round.metrics = codecs.roundMetrics().decode(value);
          if (round.manifests.isEmpty()) {
            forgetRoots(round);
          }
        }
      }
      case GLOBAL_MODELS -> {
        names.models.add(key);
        model(key, codecs.models().decode(value));
      }
      case STORE_METRICS -> {
        StoreMetric metric = codecs.storeMetrics().decode(value);
        ReplayedRound round = rounds.get(metric.getRoundId());
        if (round != null) {
          round.storeMetrics.add(metric);
        }
      }
      case PRIVACY -> {
        if (codecs.privacy().decode(value).getBody() instanceof PrivacyCharge charge) {
          ReplayedRound round = rounds.get(charge.getRoundId());
          if (round != null) {
            round.charges.put(key, charge);
          }
        }
      }
      case ROUND_LOG, TICKS, SERVER_STATE, SECURE_ROUNDS, REJECTED, AUDIT -> {
        // of no round, or told again on another topic
      }
    }
  }

  private void order(String addressed, byte[] value) {
    ReplayedRound round = rounds.get(Address.keyOf(addressed));
    if (round == null && !names.wanted) {
      return;
    }
    RoundControl control = codecs.roundControl().decode(value);
    if (control.getOrder() instanceof Decision decision) {
      names.decided(control.getModelType(), decision.getVersion());
    }
    if (round != null) {
      round.orders.add(
          new ReplayedRound.Order(
              control,
              Address.partitionsOf(addressed, partitions),
              stamp.offset(),
              stamp.atMillis()));
    }
  }

  /** Nothing is made of its updates. */
  private void forgetRoots(ReplayedRound round) {
    AdmittedRoots roots = round.roots;
    if (roots != null && room.test(-roots.bytes())) {
      round.roots = null;
    }
  }

  /** Marks the rounds whose versions are the newest and the promoted ones; the fold has ended. */
  void close() {
    for (ReplayedRound round : rounds.values()) {
      round.foldedTo = stamp.atMillis();
      round.foldedOffset = stamp.offset();
      ModelManifest newestOfType = newest.get(round.modelType());
      if (newestOfType != null && round.roundId().equals(newestOfType.getRoundId())) {
        round.newest = newestOfType;
      }
      ModelPointer pointer = promoted.get(round.modelType());
      if (pointer != null && round.manifests.containsKey(pointer.getVersion())) {
        round.promoted = pointer;
      }
    }
  }

  private void model(String key, ModelRecord record) {
    if (record.getBody() instanceof ModelPointer pointer) {
      promoted.put(pointer.getModelType(), pointer);
    } else if (record.getBody() instanceof ModelManifest manifest) {
      if (key.equals(manifest.getModelType())) {
        newest.put(key, manifest);
      }
      ReplayedRound round = rounds.get(manifest.getRoundId());
      if (round != null) {
        round.manifests.put(manifest.getVersion(), manifest);
      }
    }
  }
}
