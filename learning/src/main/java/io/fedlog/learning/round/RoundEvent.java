package io.fedlog.learning.round;

import io.fedlog.learning.privacy.PrivacyBudget;
import io.fedlog.learning.privacy.UpdateNorm;
import io.fedlog.learning.secure.MaskSeal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the quorum acts on, in the order of the round log. */
public sealed interface RoundEvent {

  /**
   * A round is proposed.
   *
   * @param noiseKeyId names the secret that the aggregator has for noise; null when it has none
   */
  record Defined(RoundTerms terms, @Nullable String noiseKeyId) implements RoundEvent {

    /** To an aggregator that adds no noise. */
    public Defined(RoundTerms terms) {
      this(terms, null);
    }
  }

  /** A round is proposed that cannot be. */
  record DefinitionRefused(String roundId, String reason) implements RoundEvent {}

  /** A page of the stores that a round asks for. */
  record Targeted(String roundId, int page, List<String> storeIds) implements RoundEvent {
    /** Takes a copy. */
    public Targeted {
      storeIds = List.copyOf(storeIds);
    }
  }

  /** A store takes part. */
  record Joined(String roundId, String storeId) implements RoundEvent {}

  /**
   * What one partition saw of an attempt.
   *
   * @param firstChunk lowest chunk index that lies in the partition; the others follow in steps of
   *     P
   * @param baseVersion version that the chunks say they were trained from, 0 for none
   * @param chunkRoots 32 bytes a chunk, in chunk order
   * @param norm what those chunks add to the norm, where the round bounds it; else null
   * @param reason null when all is well
   */
  record Summarised(
      String roundId,
      AttemptReference attempt,
      int firstChunk,
      int chunks,
      long bytes,
      long weight,
      long baseVersion,
      byte[] chunkRoots,
      @Nullable UpdateNorm norm,
      @Nullable String reason,
      @Nullable String detail)
      implements RoundEvent {

    /** In a round that bounds no norms. */
    public Summarised(
        String roundId,
        AttemptReference attempt,
        int firstChunk,
        int chunks,
        long bytes,
        long weight,
        long baseVersion,
        byte[] chunkRoots,
        @Nullable String reason,
        @Nullable String detail) {
      this(
          roundId,
          attempt,
          firstChunk,
          chunks,
          bytes,
          weight,
          baseVersion,
          chunkRoots,
          null,
          reason,
          detail);
    }
  }

  /**
   * An attempt is ended by its store.
   *
   * @param mask under what the update is masked; null for a plain one
   */
  record Sealed(
      String roundId,
      AttemptReference attempt,
      int attemptNumber,
      int chunkCount,
      long updateBytes,
      long baseVersion,
      long weight,
      byte[] rootDigest,
      long trainingSamples,
      Map<String, Double> metrics,
      @Nullable MaskSeal mask,
      @Nullable String reason,
      @Nullable String detail)
      implements RoundEvent {
    /** Takes a copy. */
    public Sealed {
      metrics = Map.copyOf(metrics);
    }

    /** Of a plain update. */
    public Sealed(
        String roundId,
        AttemptReference attempt,
        int attemptNumber,
        int chunkCount,
        long updateBytes,
        long baseVersion,
        long weight,
        byte[] rootDigest,
        long trainingSamples,
        Map<String, Double> metrics,
        @Nullable String reason,
        @Nullable String detail) {
      this(
          roundId,
          attempt,
          attemptNumber,
          chunkCount,
          updateBytes,
          baseVersion,
          weight,
          rootDigest,
          trainingSamples,
          metrics,
          null,
          reason,
          detail);
    }
  }

  /** In a round that masks, a store says what the protocol asks of it. */
  record Secure(String roundId, SecureRecord record) implements RoundEvent {}

  /**
   * Decide now: waives the threshold and the window, never the minimum. The newest such wish holds.
   *
   * @param choice another method than the definition's; null for that
   */
  record AggregateNow(String roundId, @Nullable MethodChoice choice) implements RoundEvent {

    /** By the method of the definition. */
    public AggregateNow(String roundId) {
      this(roundId, null);
    }
  }

  /** End the round without a model. */
  record Cancel(String roundId, @Nullable String reason) implements RoundEvent {}

  /** Close a round with windows: it takes no more, and what is in the making is made. */
  record Finish(String roundId) implements RoundEvent {}

  /** Take one store out of a round not yet decided. */
  record Withdraw(String roundId, String storeId) implements RoundEvent {}

  /** Make a version the one to serve and to train from. */
  record Promote(long version, String by) implements RoundEvent {}

  /**
   * So much may be spent of each store's privacy by all rounds of the model type.
   *
   * @param budget null takes the budget back: rounds then need no privacy, and can have none
   */
  record SetBudget(@Nullable PrivacyBudget budget, String by) implements RoundEvent {}

  /** Forget the round's updates. */
  record Retire(String roundId) implements RoundEvent {}

  /** Time passes. */
  record Ticked() implements RoundEvent {}

  /**
   * What one partition measured of a decided round's updates.
   *
   * @param firstChunk lowest chunk index that lies in the partition
   * @param sums as {@link io.fedlog.learning.method.DistanceSums#toBytes} writes them
   */
  record Measured(String roundId, int firstChunk, byte[] sums) implements RoundEvent {}

  /**
   * A chunk of a decided model is on the log.
   *
   * @param stateBytes of the server state beside it, 0 for none
   * @param noiseKeyId names the secret that the aggregator's noise in it is of; null without such
   *     noise
   */
  record Published(
      String roundId,
      long version,
      int chunkIndex,
      byte[] root,
      long bytes,
      int updates,
      long stateBytes,
      @Nullable String noiseKeyId)
      implements RoundEvent {

    /** One without a server state and without noise. */
    public Published(
        String roundId, long version, int chunkIndex, byte[] root, long bytes, int updates) {
      this(roundId, version, chunkIndex, root, bytes, updates, 0, null);
    }
  }

  /** A chunk of a decided version cannot be made. */
  record FinaliseFailed(String roundId, long version, int chunkIndex, String reason)
      implements RoundEvent {}

  /** What one partition held of a round that is over. */
  record Tallied(
      String roundId,
      int partition,
      Fates chunks,
      Fates bytes,
      List<AttemptReference> openAttempts,
      List<AttemptReference> lateAttempts)
      implements RoundEvent {
    /** Takes copies. */
    public Tallied {
      openAttempts = List.copyOf(openAttempts);
      lateAttempts = List.copyOf(lateAttempts);
    }
  }
}
