package io.fedlog.learning.round;

import io.fedlog.learning.client.LocalSteps;
import io.fedlog.learning.digest.TreeHash;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a summary and a seal must be for their attempt to count. */
final class AttemptRules {
  static final int MAX_ATTEMPTS = 3;

  private AttemptRules() {}

  /** Whether the summary can be of all the chunks that lie in one partition. */
  static boolean fits(RoundTerms terms, int stride, RoundEvent.Summarised event) {
    int first = event.firstChunk();
    return first >= 0
        && first < Math.min(stride, terms.chunkCount())
        && event.chunks() == (terms.chunkCount() - 1 - first) / stride + 1
        && event.chunkRoots().length == (long) event.chunks() * TreeHash.HASH_BYTES
        && event.bytes() >= 0
        && event.bytes() <= terms.updateBytes();
  }

  /** Why the attempt cannot count: a code, a colon and a sentence. */
  static @Nullable String fault(
      Round round, Participant store, Attempt attempt, RoundEvent.Sealed seal) {
    RoundTerms terms = round.terms;
    if (seal.rootDigest().length != TreeHash.HASH_BYTES || !Bounds.areMetrics(seal.metrics())) {
      return "bad_seal: expected a root of %d bytes and at most %d metrics with names of 1 to %d"
          .formatted(TreeHash.HASH_BYTES, Bounds.METRICS, Bounds.NAME);
    }
    if (seal.attemptNumber() < 1) {
      return "bad_seal: expected attempt_number 1 or more, came " + seal.attemptNumber();
    }
    if (round.windows == null
        && (store.triedBeside(attempt) >= MAX_ATTEMPTS || seal.attemptNumber() > MAX_ATTEMPTS)) {
      return "too_many_attempts: at most " + MAX_ATTEMPTS + " attempts a store in a round";
    }
    if (seal.chunkCount() != terms.chunkCount()) {
      return "wrong_chunk_count: expected " + terms.chunkCount() + ", came " + seal.chunkCount();
    }
    if (terms.fixedLength() && seal.updateBytes() != terms.updateBytes()) {
      return "wrong_length: expected " + terms.updateBytes() + " bytes, came " + seal.updateBytes();
    }
    if (seal.updateBytes() < 0 || seal.updateBytes() > terms.updateBytes()) {
      return "wrong_length: expected at most %d bytes, came %d"
          .formatted(terms.updateBytes(), seal.updateBytes());
    }
    String wrongBase = faultOfBase(terms, round.windows, seal.baseVersion());
    if (wrongBase != null) {
      return wrongBase;
    }
    String unmasked = faultOfMask(terms, store, attempt, seal);
    if (unmasked != null) {
      return unmasked;
    }
    if (terms.privacy() != null && (seal.trainingSamples() != 0 || !seal.metrics().isEmpty())) {
      return "bad_seal: expected training_samples 0 and no metrics in a round under privacy, came %d and %d metrics"
          .formatted(seal.trainingSamples(), seal.metrics().size());
    }
    long weight =
        terms.masking() != null
            ? 1
            : terms.weighting().weight(seal.trainingSamples(), seal.metrics());
    if (weight < 1 || weight > terms.maxWeight()) {
      return "bad_weight: expected 1 to "
          + terms.maxWeight()
          + ", the seal's figures give "
          + weight;
    }
    if (weight != seal.weight()) {
      return "weight_mismatch: the seal says " + seal.weight() + ", its figures give " + weight;
    }
    String unsaid = terms.countsSteps() ? LocalSteps.fault(seal.metrics()) : null;
    return unsaid == null ? null : "bad_steps: " + unsaid;
  }

  /** What masks hide must not stand beside them, and the masks of two updates are the same. */
  private static @Nullable String faultOfMask(
      RoundTerms terms, Participant store, Attempt attempt, RoundEvent.Sealed seal) {
    if ((terms.masking() == null) != (seal.mask() == null)) {
      return terms.masking() == null
          ? "bad_seal: expected no mask, the round takes plain updates"
          : "bad_seal: expected a mask, the round takes none but masked updates";
    }
    if (terms.masking() == null) {
      return null;
    }
    if (seal.trainingSamples() != 0 || !seal.metrics().isEmpty()) {
      return "bad_seal: expected training_samples 0 and no metrics in a round that masks, came %d and %d metrics"
          .formatted(seal.trainingSamples(), seal.metrics().size());
    }
    boolean another =
        store.attempts.values().stream()
            .map(other -> other == attempt ? null : other.seal)
            .anyMatch(
                other -> other != null && !Arrays.equals(other.rootDigest(), seal.rootDigest()));
    return another
        ? "other_update: a store masks one update in a round, and has sealed another; send that again"
        : null;
  }

  private static @Nullable String faultOfBase(
      RoundTerms terms, @Nullable Windows windows, long baseVersion) {
    if (windows == null) {
      return baseVersion == terms.baseVersion()
          ? null
          : "wrong_base: expected version " + terms.baseVersion() + ", came " + baseVersion;
    }
    if (windows.staleness(baseVersion) >= 0) {
      return null;
    }
    String expected =
        "expected version %d, or one at most %d windows before it, came %d"
            .formatted(windows.newest(), windows.terms.maxStaleness(), baseVersion);
    return (windows.isTooOld(baseVersion) ? "too_stale: " : "wrong_base: ") + expected;
  }
}
