package io.fedlog.learning.secure;

import java.nio.ByteBuffer;
import java.util.stream.IntStream;

/**
 * Phase 8: of each sharer one secret, from which all masks that are left in the sum follow. 32
 * bytes a store; with the group's keys it is all that a replay needs. It is no secret any more.
 *
 * @param outcome whose sum it is
 * @param secrets of the sharers in the order of their ordinals: of a survivor the seed of its own
 *     mask, of a lost one the private key of its masks in common
 */
public record Unmasking(Outcome outcome, byte[][] secrets) {

  public Unmasking {
    if (secrets.length != outcome.sharers().size()) {
      throw new IllegalArgumentException(
          "%d secrets for %d sharers, expected one each"
              .formatted(secrets.length, outcome.sharers().size()));
    }
    for (byte[] secret : secrets) {
      if (secret.length != Shamir.SECRET_BYTES) {
        throw new IllegalArgumentException(
            "a secret has %d bytes, expected %d".formatted(secret.length, Shamir.SECRET_BYTES));
      }
    }
  }

  /** The group's digest, both sets as bitmaps, the secrets. */
  public byte[] toBytes() {
    byte[] sharers = outcome.sharers().toBytes();
    byte[] survivors = outcome.survivors().toBytes();
    ByteBuffer bytes =
        ByteBuffer.allocate(
            Transcript.DIGEST_BYTES
                + sharers.length
                + survivors.length
                + Shamir.SECRET_BYTES * secrets.length);
    bytes.put(outcome.group()).put(sharers).put(survivors);
    for (byte[] secret : secrets) {
      bytes.put(secret);
    }
    return bytes.array();
  }

  /**
   * What {@link #toBytes} wrote.
   *
   * @throws IllegalArgumentException when the bytes are too few or too many
   * @throws RefusedException when they are of another group
   */
  public static Unmasking fromBytes(Group group, byte[] written) {
    int stores = group.size().stores();
    ByteBuffer bytes = ByteBuffer.wrap(written);
    int bitmap = StoreSet.of(stores, IntStream.empty()).toBytes().length;
    if (bytes.remaining() < Transcript.DIGEST_BYTES + 2 * bitmap) {
      throw new IllegalArgumentException(
          "an unmasking of %d bytes is cut short".formatted(written.length));
    }
    byte[] digest = take(bytes, Transcript.DIGEST_BYTES);
    group.requireOwn(digest, "an unmasking");
    Outcome outcome =
        new Outcome(
            digest,
            StoreSet.fromBytes(stores, take(bytes, bitmap)),
            StoreSet.fromBytes(stores, take(bytes, bitmap)));
    byte[][] secrets = new byte[outcome.sharers().size()][];
    if (bytes.remaining() != secrets.length * Shamir.SECRET_BYTES) {
      throw new IllegalArgumentException(
          "an unmasking of %d sharers has %d bytes of secrets, expected %d each"
              .formatted(secrets.length, bytes.remaining(), Shamir.SECRET_BYTES));
    }
    for (int i = 0; i < secrets.length; i++) {
      secrets[i] = take(bytes, Shamir.SECRET_BYTES);
    }
    return new Unmasking(outcome, secrets);
  }

  private static byte[] take(ByteBuffer bytes, int count) {
    byte[] taken = new byte[count];
    bytes.get(taken);
    return taken;
  }
}
