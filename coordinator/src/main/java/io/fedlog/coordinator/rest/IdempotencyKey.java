package io.fedlog.coordinator.rest;

import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The {@code Idempotency-Key} that a client gives a request, so that the request repeated is the
 * request done once. Nothing is kept for it but what is on the log: a key stands for ids.
 *
 * @param owner whose key it is: another's is another
 */
record IdempotencyKey(String owner, String key) {

  static final String HEADER = "Idempotency-Key";

  static final String ANOTHER_BODY =
      HEADER
          + ": expected the body that this key came with first, came another; give a new request a key of its own";

  private static final int ID_LENGTH = 32;

  /** Reads it; one that cannot be is a problem. */
  static Optional<IdempotencyKey> of(Context ctx, String owner) {
    String key = ctx.header(HEADER);
    if (key == null) {
      return Optional.empty();
    }
    if (!key.matches("[\\x21-\\x7e]{1,255}")) {
      throw ProblemException.malformed(
          HEADER + ": expected 1 to 255 visible ASCII characters, came another value");
    }
    return Optional.of(new IdempotencyKey(owner, key));
  }

  /** The id of the round that this key creates. */
  String roundId() {
    return "round_" + sha256(owner.length() + "\n" + owner + "\n" + key).substring(0, ID_LENGTH);
  }

  /** What stands for the key on the log. */
  String sha256() {
    return sha256(key);
  }

  /** What a body says, in lower-case hex. */
  static String sha256(String body) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "IdempotencyKey[owner=" + owner + "]";
  }
}
