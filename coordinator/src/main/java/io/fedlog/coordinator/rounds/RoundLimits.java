package io.fedlog.coordinator.rounds;

import io.fedlog.learning.digest.TreeHash;

/**
 * What an installation allows of any round.
 *
 * @param chunkBytes bytes of every chunk but the last: a power of two of 64 KiB leaves, at most 512
 *     KiB, so that a chunk's record stays within a broker's default limit of 1 MiB
 * @param maxCohort most updates in a round that every store may join or whose stores are drawn
 * @param maxSamples largest weight when updates weigh by training samples, and rows that a store's
 *     figures count for at most
 * @param signed whether what stores say is signed
 */
public record RoundLimits(int chunkBytes, int maxCohort, long maxSamples, boolean signed) {

  static final int MOST_CHUNK_BYTES = 512 * 1024;

  public RoundLimits {
    boolean powerOfTwo = Integer.bitCount(chunkBytes) == 1;
    if (!powerOfTwo || chunkBytes < TreeHash.LEAF_BYTES || chunkBytes > MOST_CHUNK_BYTES) {
      throw new IllegalArgumentException(
          "chunk_bytes (FL_CHUNK_BYTES): expected 65536, 131072, 262144 or 524288, came "
              + chunkBytes);
    }
    if (maxCohort < 1) {
      throw new IllegalArgumentException(
          "max_cohort (FL_MAX_COHORT): expected at least 1, came " + maxCohort);
    }
    if (maxSamples < 1) {
      throw new IllegalArgumentException(
          "max_samples (FL_MAX_SAMPLES): expected at least 1, came " + maxSamples);
    }
  }

  /** Of an installation without signatures. */
  public RoundLimits(int chunkBytes, int maxCohort, long maxSamples) {
    this(chunkBytes, maxCohort, maxSamples, false);
  }
}
