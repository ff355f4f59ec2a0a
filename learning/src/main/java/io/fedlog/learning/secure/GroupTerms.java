package io.fedlog.learning.secure;

import java.util.Optional;

/**
 * What a group is to withstand, from which its size follows: {@link #forGroup}.
 *
 * @param adversary what the server may do beside looking
 * @param complete whether every store is every other's neighbour, whatever that costs
 * @param sigma secrecy fails by the draw of the graph with a probability of at most 2^-sigma;
 *     against a malicious server also when it tries 2^64 graphs and takes the worst
 * @param eta the sum is lost by the draw of the graph with a probability of at most 2^-eta
 * @param dropOut the greatest share of the stores that vanish, in [0, 1)
 * @param corrupt the greatest share of the stores that work together with the server, in [0, 1)
 */
public record GroupTerms(
    Adversary adversary, boolean complete, int sigma, int eta, double dropOut, double corrupt) {

  /** The usual sigma. */
  public static final int SIGMA = 40;

  /** The usual eta. */
  public static final int ETA = 20;

  /** What the server may do. */
  public enum Adversary {
    /** It follows the protocol and shows all it sees to the corrupt stores. */
    SEMI_HONEST,
    /**
     * It lies about who is there, to each store as it likes, and leaves whom it likes out of the
     * group; of those that it lets in no more than the terms say are corrupt.
     */
    MALICIOUS
  }

  private static final int FEWEST_STORES = 3;
  private static final int MOST_BITS = 200;
  private static final double ROUNDING = 1e-9;

  public GroupTerms {
    requireBits("sigma", sigma);
    requireBits("eta", eta);
    requireShare("dropOut", dropOut);
    requireShare("corrupt", corrupt);
  }

  /** A sparse graph with the usual sigma and eta. */
  public static GroupTerms sparse(Adversary adversary, double dropOut, double corrupt) {
    return new GroupTerms(adversary, false, SIGMA, ETA, dropOut, corrupt);
  }

  /** A complete graph: what it withstands does not depend on chance. */
  public static GroupTerms complete(Adversary adversary, double dropOut, double corrupt) {
    return new GroupTerms(adversary, true, SIGMA, ETA, dropOut, corrupt);
  }

  /**
   * The smallest number of neighbours with which a group withstands all of this; on a sparse graph
   * that no smaller number allows, and where asked for, all others. The same on every machine.
   *
   * @throws IllegalArgumentException when no number does
   */
  public GroupSize forGroup(int stores) {
    return fit(stores).orElseThrow(() -> new IllegalArgumentException(misfit(stores)));
  }

  /** The same; empty when no number does. */
  Optional<GroupSize> fit(int stores) {
    if (stores < FEWEST_STORES) {
      return Optional.empty();
    }
    GroupCount count = new GroupCount(stores, corruptOf(stores), stores - lostOf(stores));
    Optional<GroupSize> size =
        complete ? Optional.empty() : new SparseGraph(this, count).smallest();
    return size.or(() -> count.complete(adversary));
  }

  /** Why there is none. */
  String misfit(int stores) {
    return ("of %d stores %d may be corrupt and %d vanish: no threshold keeps the first in the dark"
            + " and does without the others, and more stores or a lower share of either are needed")
        .formatted(stores, corruptOf(stores), lostOf(stores));
  }

  private int corruptOf(int stores) {
    return (int) Math.floor(corrupt * stores + ROUNDING);
  }

  private int lostOf(int stores) {
    return (int) Math.floor(dropOut * stores + ROUNDING);
  }

  private static void requireBits(String name, int bits) {
    if (bits < 1 || bits > MOST_BITS) {
      throw new IllegalArgumentException(
          "%s is %d, expected 1 to %d".formatted(name, bits, MOST_BITS));
    }
  }

  private static void requireShare(String name, double share) {
    if (!(share >= 0 && share < 1)) {
      throw new IllegalArgumentException(
          "%s is %s, expected a share from 0 to below 1".formatted(name, share));
    }
  }
}
