package io.fedlog.learning.secure;

/**
 * Phase 6, of the server: whose updates are in the sum.
 *
 * @param group the group's digest
 * @param sharers the stores whose shares are in, and under which everybody masked
 * @param survivors those of them whose masked update is complete: the sum is theirs
 */
public record Outcome(byte[] group, StoreSet sharers, StoreSet survivors) {

  public Outcome {
    group = group.clone();
  }

  /** 32 bytes that stand for it; what stores sign before they reveal anything. */
  public byte[] digest() {
    return new Transcript("outcome")
        .bytes(group)
        .bytes(sharers.digest())
        .bytes(survivors.digest())
        .sha256();
  }

  /** The sharers whose update is not in the sum; their masks in common are to be taken off. */
  public StoreSet lost() {
    return sharers.without(survivors);
  }
}
