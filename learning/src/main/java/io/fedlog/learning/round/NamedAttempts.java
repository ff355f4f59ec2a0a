package io.fedlog.learning.round;

import io.fedlog.learning.round.Fates.Fate;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Attempts of a round that is over, so that none is counted twice, whoever names it how often: by
 * name those begun and not ended ({@link Fate#INCOMPLETE}) or come {@link Fate#LATE}; by
 * fingerprint, 8 bytes each, those whose fate is fixed.
 */
final class NamedAttempts {
  /** By name; LATE once anything came after the end. */
  private final TreeMap<AttemptReference, Fate> names = new TreeMap<>(Settlement.BY_STORE);

  /** Fingerprints of the fixed, sorted. */
  private long[] fixed = {};

  private final long most;

  /**
   * @param most names that are kept; those beyond it are not counted
   */
  NamedAttempts(long most) {
    this.most = most;
  }

  /** Whether the name was taken in: not when it is fixed, known as late, or one too many. */
  boolean name(AttemptReference attempt, Fate fate) {
    Fate known = names.get(attempt);
    if (known == fate || known == Fate.LATE || isFixed(attempt)) {
      return false;
    }
    if (known == null
        && (names.size() >= most || ofStore(attempt.storeId()) >= TrackedAttempts.MOST)) {
      return false;
    }
    names.put(attempt, fate);
    return true;
  }

  /** Whether the attempt is among them, by name or by fingerprint. */
  boolean knows(AttemptReference attempt) {
    return names.containsKey(attempt) || isFixed(attempt);
  }

  /** Takes in fingerprints of attempts whose fate nothing can change. */
  void fix(long[] fingerprints) {
    int known = fixed.length;
    fixed = Arrays.copyOf(fixed, known + fingerprints.length);
    System.arraycopy(fingerprints, 0, fixed, known, fingerprints.length);
    Arrays.sort(fixed);
  }

  long[] fixed() {
    return fixed;
  }

  /** The fates by name. */
  Map<AttemptReference, Fate> names() {
    return Collections.unmodifiableMap(names);
  }

  /** Whether there was such a name. */
  boolean forget(AttemptReference attempt) {
    return names.remove(attempt) != null;
  }

  void clear() {
    names.clear();
    fixed = new long[0];
  }

  /** The first 8 bytes of a SHA-256: stores choose attempt ids, and must not choose collisions. */
  static long fingerprint(AttemptReference attempt) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(0, attempt.attemptId()));
      return ByteBuffer.wrap(sha256.digest(attempt.storeId().getBytes(StandardCharsets.UTF_8)))
          .getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256, which every Java must have", e);
    }
  }

  private boolean isFixed(AttemptReference attempt) {
    return fixed.length > 0 && Arrays.binarySearch(fixed, fingerprint(attempt)) >= 0;
  }

  private int ofStore(String storeId) {
    return names
        .subMap(
            new AttemptReference(storeId, Long.MIN_VALUE),
            true,
            new AttemptReference(storeId, Long.MAX_VALUE),
            true)
        .size();
  }
}
