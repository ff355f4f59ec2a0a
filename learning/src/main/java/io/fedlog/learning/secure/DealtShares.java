package io.fedlog.learning.secure;

import io.fedlog.learning.secure.Refusal.Reason;
import java.util.Arrays;

/**
 * Phase 3, of a store: its secrets in shares, one encrypted pair for each neighbour in the order of
 * their ordinals, and what it can be held to.
 *
 * @param store the dealer
 * @param group the group's digest
 * @param seedCommitment SHA-256 over the seed of its own mask, 32 bytes
 * @param shareDigests for each neighbour the digests of both shares, 64 bytes
 * @param boxes for each neighbour both shares, encrypted, 96 bytes
 */
public record DealtShares(
    String store, byte[] group, byte[] seedCommitment, byte[] shareDigests, byte[] boxes) {
  private static final int DIGESTS = 2 * Transcript.DIGEST_BYTES;

  public DealtShares {
    group = group.clone();
    seedCommitment = seedCommitment.clone();
    shareDigests = shareDigests.clone();
    boxes = boxes.clone();
  }

  void requireLengths(int neighbours) {
    if (seedCommitment.length != Transcript.DIGEST_BYTES
        || shareDigests.length != neighbours * DIGESTS
        || boxes.length != neighbours * ShareBox.BYTES) {
      throw Refusal.because(
          Reason.MALFORMED,
          "%s dealt a commitment of %d, digests of %d and boxes of %d bytes, expected %d, %d and %d"
              .formatted(
                  store,
                  seedCommitment.length,
                  shareDigests.length,
                  boxes.length,
                  Transcript.DIGEST_BYTES,
                  neighbours * DIGESTS,
                  neighbours * ShareBox.BYTES));
    }
  }

  /** What the server needs of it: the boxes are for the neighbours, who read them from the log. */
  DealtShares withoutBoxes() {
    return new DealtShares(store, group, seedCommitment, shareDigests, new byte[0]);
  }

  /** What every box of this record is bound to. */
  static byte[] commitments(byte[] seedCommitment, byte[] shareDigests) {
    return new Transcript("commitments").bytes(seedCommitment).bytes(shareDigests).sha256();
  }

  byte[] commitments() {
    return commitments(seedCommitment, shareDigests);
  }

  /**
   * @param place of the receiver among the dealer's neighbours
   */
  byte[] box(int place) {
    return Arrays.copyOfRange(boxes, place * ShareBox.BYTES, (place + 1) * ShareBox.BYTES);
  }

  /** The digest of one share. */
  byte[] digest(ShareKind kind, int place) {
    int from = place * DIGESTS + kind.ordinal() * Transcript.DIGEST_BYTES;
    return Arrays.copyOfRange(shareDigests, from, from + Transcript.DIGEST_BYTES);
  }
}
