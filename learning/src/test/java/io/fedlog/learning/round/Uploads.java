package io.fedlog.learning.round;

import io.fedlog.learning.digest.TreeHash;
import io.fedlog.learning.privacy.UpdateNorm;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What chunk tasks report of an honest upload: every attempt has chunks of its own. */
final class Uploads {
  private final RoundTerms terms;
  private final int partitions;
  private final long base;

  Uploads(RoundTerms terms, int partitions) {
    this(terms, partitions, terms.baseVersion());
  }

  private Uploads(RoundTerms terms, int partitions, long base) {
    this.terms = terms;
    this.partitions = partitions;
    this.base = base;
  }

  /** Trained from another version than the round's own. */
  Uploads from(long version) {
    return new Uploads(terms, partitions, version);
  }

  /** One summary for each partition that has chunks, of an update of so many rows. */
  List<RoundEvent.Summarised> summaries(String store, long attempt, long samples) {
    List<RoundEvent.Summarised> summaries = new ArrayList<>();
    for (int first = 0; first < Math.min(partitions, terms.chunkCount()); first++) {
      summaries.add(summary(store, attempt, weight(samples), first));
    }
    return summaries;
  }

  /** The same with so much norm in each partition. */
  List<RoundEvent.Summarised> summaries(String store, long attempt, UpdateNorm norm) {
    return summaries(store, attempt, 1).stream().map(summary -> with(summary, norm)).toList();
  }

  private static RoundEvent.Summarised with(RoundEvent.Summarised of, @Nullable UpdateNorm norm) {
    return new RoundEvent.Summarised(
        of.roundId(),
        of.attempt(),
        of.firstChunk(),
        of.chunks(),
        of.bytes(),
        of.weight(),
        of.baseVersion(),
        of.chunkRoots(),
        norm,
        of.reason(),
        of.detail());
  }

  /** Of one partition, within the clip where norms are bounded. */
  RoundEvent.Summarised summary(String store, long attempt, long weight, int first) {
    RoundEvent.Summarised summary = unbounded(store, attempt, weight, first);
    return with(summary, terms.boundsNorms() ? UpdateNorm.ZERO : null);
  }

  private RoundEvent.Summarised unbounded(String store, long attempt, long weight, int first) {
    List<byte[]> roots = new ArrayList<>();
    for (int chunk = first; chunk < terms.chunkCount(); chunk += partitions) {
      roots.add(root(store, attempt, chunk));
    }
    ByteBuffer packed = ByteBuffer.allocate(roots.size() * TreeHash.HASH_BYTES);
    roots.forEach(packed::put);
    return new RoundEvent.Summarised(
        terms.roundId(),
        new AttemptReference(store, attempt),
        first,
        roots.size(),
        (long) roots.size() * TermsDraft.CHUNK_BYTES,
        weight,
        base,
        packed.array(),
        null,
        null);
  }

  RoundEvent.Summarised bad(String store, long attempt, String reason) {
    return new RoundEvent.Summarised(
        terms.roundId(),
        new AttemptReference(store, attempt),
        0,
        1,
        10,
        1,
        base,
        new byte[32],
        reason,
        "x");
  }

  RoundEvent.Sealed seal(String store, long attempt, int number, long samples) {
    return seal(store, attempt, number, weight(samples), samples, digest(store, attempt), Map.of());
  }

  RoundEvent.Sealed seal(
      String store,
      long attempt,
      int number,
      long weight,
      long samples,
      byte[] digest,
      Map<String, Double> metrics) {
    return new RoundEvent.Sealed(
        terms.roundId(),
        new AttemptReference(store, attempt),
        number,
        terms.chunkCount(),
        terms.updateBytes(),
        base,
        weight,
        digest,
        terms.privacy() == null ? samples : 0,
        metrics,
        null,
        null);
  }

  /** A seal that was not believed to be the store's. */
  RoundEvent.Sealed forged(String store, long attempt, String reason) {
    RoundEvent.Sealed honest = seal(store, attempt, 1, 10);
    return new RoundEvent.Sealed(
        honest.roundId(),
        honest.attempt(),
        honest.attemptNumber(),
        honest.chunkCount(),
        honest.updateBytes(),
        honest.baseVersion(),
        honest.weight(),
        honest.rootDigest(),
        honest.trainingSamples(),
        honest.metrics(),
        reason,
        "x");
  }

  /** What an update of so many rows weighs; with a metric's weight tests say it themselves. */
  private long weight(long samples) {
    return terms.weighting().kind() == WeightRule.Kind.EQUAL ? 1 : samples;
  }

  byte[] digest(String store, long attempt) {
    List<byte[]> roots = new ArrayList<>();
    for (int chunk = 0; chunk < terms.chunkCount(); chunk++) {
      roots.add(root(store, attempt, chunk));
    }
    return TreeHash.compose(roots);
  }

  static byte[] root(String store, long attempt, int chunk) {
    return TreeHash.of((store + "/" + attempt + "/" + chunk).getBytes(StandardCharsets.UTF_8));
  }
}
