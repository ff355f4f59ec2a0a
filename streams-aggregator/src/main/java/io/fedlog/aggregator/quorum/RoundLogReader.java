package io.fedlog.aggregator.quorum;

import io.fedlog.aggregator.definition.MethodChoices;
import io.fedlog.aggregator.definition.TermsReader;
import io.fedlog.learning.privacy.UpdateNorm;
import io.fedlog.learning.round.AttemptReference;
import io.fedlog.learning.round.Fates;
import io.fedlog.learning.round.RoundEvent;
import io.fedlog.runtime.secure.SecureRecords;
import io.fedlog.schemas.ChunkPublished;
import io.fedlog.schemas.Command;
import io.fedlog.schemas.FinaliseFailed;
import io.fedlog.schemas.Join;
import io.fedlog.schemas.Placement;
import io.fedlog.schemas.PrivacyBudget;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundLogEntry;
import io.fedlog.schemas.RoundTally;
import io.fedlog.schemas.RoundTargets;
import io.fedlog.schemas.SealAdmitted;
import io.fedlog.schemas.Tick;
import io.fedlog.schemas.UpdateSummary;
import io.fedlog.schemas.UpdatesMeasured;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads round-log entries as the events of {@code learning}'s state machine. Live and in replays.
 */
public final class RoundLogReader {
  private final int partitions;

  /** A reader for an installation with {@code partitions} partitions a topic. */
  public RoundLogReader(int partitions) {
    this.partitions = partitions;
  }

  /**
   * The event of an entry.
   *
   * @throws IllegalArgumentException when the entry lacks what its event needs
   */
  public RoundEvent read(RoundLogEntry entry) {
    Object event = entry.getEvent();
    if (event instanceof Tick) {
      return new RoundEvent.Ticked();
    }
    if (event instanceof Command command) {
      return command(command);
    }
    String roundId = named("round_id", entry.getRoundId());
    if (event instanceof RoundDefinition definition) {
      return definition(definition, entry.getNoiseKeyId());
    } else if (event instanceof RoundTargets targets) {
      return new RoundEvent.Targeted(roundId, targets.getPage(), targets.getStoreIds());
    } else if (event instanceof Join join) {
      return new RoundEvent.Joined(roundId, join.getStoreId());
    } else if (event instanceof UpdateSummary summary) {
      return summary(roundId, summary);
    } else if (event instanceof SealAdmitted seal) {
      return seal(roundId, seal);
    } else if (event instanceof ChunkPublished published) {
      return new RoundEvent.Published(
          roundId,
          published.getVersion(),
          published.getChunkIndex(),
          bytes(published.getRoot()),
          published.getBytes(),
          published.getUpdates(),
          published.getStateBytes(),
          published.getNoiseKeyId());
    } else if (event instanceof RoundTally tally) {
      return new RoundEvent.Tallied(
          roundId,
          tally.getPartition(),
          fates(tally.getChunks()),
          fates(tally.getBytes()),
          attempts(tally.getOpenAttempts()),
          attempts(tally.getLateAttempts()));
    } else if (event instanceof UpdatesMeasured measured) {
      return new RoundEvent.Measured(
          roundId, firstChunk(roundId, measured.getPartition()), bytes(measured.getSums()));
    } else if (event instanceof FinaliseFailed failed) {
      return new RoundEvent.FinaliseFailed(
          roundId, failed.getVersion(), failed.getChunkIndex(), failed.getReason());
    }
    RoundEvent secure = SecureEvents.read(roundId, event);
    if (secure == null) {
      throw new IllegalArgumentException(
          "event is " + event.getClass() + "; expected a known kind");
    }
    return secure;
  }

  private RoundEvent definition(RoundDefinition definition, @Nullable String noiseKeyId) {
    try {
      return new RoundEvent.Defined(TermsReader.read(definition, partitions), noiseKeyId);
    } catch (IllegalArgumentException | ArithmeticException e) {
      return new RoundEvent.DefinitionRefused(
          definition.getRoundId(), String.valueOf(e.getMessage()));
    }
  }

  private static RoundEvent command(Command command) {
    return switch (command.getAction()) {
      case AGGREGATE_NOW ->
          new RoundEvent.AggregateNow(
              round(command),
              command.getChoice() == null ? null : MethodChoices.read(command.getChoice()));
      case CANCEL -> new RoundEvent.Cancel(round(command), command.getReason());
      case WITHDRAW_STORE ->
          new RoundEvent.Withdraw(round(command), named("store_id", command.getStoreId()));
      case PROMOTE ->
          new RoundEvent.Promote(
              command.getVersion() == null ? 0 : command.getVersion(), command.getIssuedBy());
      case RETIRE -> new RoundEvent.Retire(round(command));
      case FINISH -> new RoundEvent.Finish(round(command));
      case SET_PRIVACY_BUDGET -> budget(command);
    };
  }

  private static RoundEvent budget(Command command) {
    PrivacyBudget budget = command.getBudget();
    return new RoundEvent.SetBudget(
        budget == null
            ? null
            : new io.fedlog.learning.privacy.PrivacyBudget(budget.getEpsilon(), budget.getDelta()),
        command.getIssuedBy());
  }

  private static String round(Command command) {
    return named("round_id", command.getRoundId());
  }

  private static String named(String field, @Nullable String name) {
    if (name == null || name.isEmpty()) {
      throw new IllegalArgumentException(field + " is missing");
    }
    return name;
  }

  private RoundEvent summary(String roundId, UpdateSummary summary) {
    return new RoundEvent.Summarised(
        roundId,
        new AttemptReference(summary.getStoreId(), summary.getAttemptId()),
        firstChunk(roundId, summary.getPartition()),
        summary.getChunks(),
        summary.getBytes(),
        summary.getWeight(),
        summary.getBaseVersion(),
        bytes(summary.getChunkRoots()),
        norm(summary.getNorm()),
        summary.getReason(),
        summary.getDetail());
  }

  /** Null for none, and for what is none. */
  private static @Nullable UpdateNorm norm(@Nullable ByteBuffer norm) {
    return norm == null || norm.remaining() != UpdateNorm.BYTES
        ? null
        : UpdateNorm.fromBytes(bytes(norm));
  }

  private int firstChunk(String roundId, int partition) {
    return Math.floorMod(partition - Placement.partition(roundId, 0, partitions), partitions);
  }

  private static RoundEvent seal(String roundId, SealAdmitted seal) {
    return new RoundEvent.Sealed(
        roundId,
        new AttemptReference(seal.getStoreId(), seal.getAttemptId()),
        seal.getAttemptNumber(),
        seal.getChunkCount(),
        seal.getUpdateBytes(),
        seal.getBaseVersion(),
        seal.getWeight(),
        bytes(seal.getRootDigest()),
        seal.getTrainingSamples(),
        seal.getMetrics(),
        seal.getMask() == null ? null : SecureRecords.read(seal.getStoreId(), seal.getMask()),
        seal.getReason(),
        seal.getDetail());
  }

  private static Fates fates(io.fedlog.schemas.Fates fates) {
    return new Fates(
        fates.getReceived(),
        fates.getAggregated(),
        fates.getDuplicate(),
        fates.getLate(),
        fates.getIncomplete(),
        fates.getUnusedNotSelected(),
        fates.getUnusedFailed(),
        fates.getUnusedCancelled(),
        fates.getRejected());
  }

  private static List<AttemptReference> attempts(List<io.fedlog.schemas.AttemptReference> list) {
    return list.stream().map(a -> new AttemptReference(a.getStoreId(), a.getAttemptId())).toList();
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] copy = new byte[buffer.remaining()];
    buffer.duplicate().get(copy);
    return copy;
  }
}
