package io.fedlog.learning.selection;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Draws the stores of a round.
 *
 * <p>Every store draws for itself: u is the first 53 bits of SHA-256 over the seed (8 bytes), the
 * round's number (8 bytes), both big-endian, and the store's name (UTF-8), plus a half, over 2^53.
 * The stores with the smallest u are asked, or by rows those with the smallest -ln(u) / rows; ties
 * go by name. So the order of the candidates cannot matter, and a store that goes changes nobody
 * else's draw.
 */
public final class Selection {
  private static final Comparator<Drawn> ORDER =
      Comparator.comparingDouble(Drawn::key).thenComparing(drawn -> drawn.store().storeId());

  private record Drawn(Candidate store, double key) {}

  private Selection() {}

  /**
   * The stores a round asks, however many they are.
   *
   * @param round the round's number in its plan
   * @throws IllegalArgumentException when a store is named twice
   */
  public static Selected of(SelectionTerms terms, long round, Collection<Candidate> candidates) {
    return of(terms, round, candidates, Integer.MAX_VALUE);
  }

  /**
   * The stores a round asks.
   *
   * @param round the round's number in its plan
   * @param most ask, and want, no more than these
   * @throws IllegalArgumentException when a store is named twice
   */
  public static Selected of(
      SelectionTerms terms, long round, Collection<Candidate> candidates, int most) {
    List<Drawn> available = new ArrayList<>();
    Set<String> names = new HashSet<>();
    MessageDigest sha256 = sha256();
    for (Candidate store : candidates) {
      if (!names.add(store.storeId())) {
        throw new IllegalArgumentException(
            "candidates name store " + store.storeId() + " twice; expected each store once");
      }
      if (terms.isAvailable(store)) {
        available.add(
            new Drawn(
                store, key(terms.draw(), uniform(sha256, terms.seed(), round, store), store)));
      }
    }
    available.sort(ORDER);
    int room = Math.min(available.size(), most);
    int wanted =
        Math.min(room, Math.max(terms.leastWanted(), share(terms.fraction(), available.size())));
    int asked = Math.min(room, share(terms.overSelection(), wanted));
    return new Selected(
        available.size(),
        wanted,
        available.subList(0, asked).stream()
            .map(drawn -> drawn.store().storeId())
            .sorted()
            .toList());
  }

  private static double key(SelectionTerms.Draw draw, double uniform, Candidate store) {
    return switch (draw) {
      case EVEN -> uniform;
      case BY_ROWS ->
          store.rows() == 0 ? Double.POSITIVE_INFINITY : -StrictMath.log(uniform) / store.rows();
    };
  }

  /** In (0, 1]. */
  private static double uniform(MessageDigest sha256, long seed, long round, Candidate store) {
    sha256.update(ByteBuffer.allocate(2 * Long.BYTES).putLong(seed).putLong(round).flip());
    byte[] hash = sha256.digest(store.storeId().getBytes(StandardCharsets.UTF_8));
    return ((ByteBuffer.wrap(hash).getLong() >>> 11) + 0.5) * 0x1.0p-53;
  }

  /** The share, rounded up; in decimals, so that 0.55 of 100 is 55. */
  private static int share(BigDecimal share, int whole) {
    return share
        .multiply(BigDecimal.valueOf(whole))
        .setScale(0, RoundingMode.CEILING)
        .intValueExact();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256, which every Java must have", e);
    }
  }
}
