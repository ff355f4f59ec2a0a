package io.fedlog.learning.staleness;

/**
 * How a window's updates move the model. For update {@code x_i} from base {@code b_i}, {@code n_i}
 * its weight and {@code s_i} its staleness weight:
 *
 * <ul>
 *   <li>{@link Toward#DELTA}: {@code w + rate * sum s_i n_i (x_i - w_(b_i)) / d} (FedBuff: Nguyen
 *       et al., 2022)
 *   <li>{@link Toward#MODEL}: {@code w + rate * sum s_i n_i (x_i - w) / d} (FedAsync: Xie et al.,
 *       2019, whose windows are of one update)
 * </ul>
 *
 * <p>{@code d} is the sum of the {@code n_i}, as in both papers, so that a window of nothing but
 * stale updates moves the model less; or, when normalised by weights, the sum of the {@code s_i
 * n_i}, so that staleness only says which of a window's updates count more.
 *
 * @param rate the server's learning rate, or mixing rate: over 0, at most 100
 */
public record WindowMix(Toward toward, double rate, boolean byWeights) {
  private static final double FASTEST = 100;

  /** What an update is a direction from. */
  public enum Toward {
    /** From the version it was trained from. */
    DELTA,
    /** From the newest version. */
    MODEL
  }

  public WindowMix {
    if (!(rate > 0 && rate <= FASTEST)) {
      throw new IllegalArgumentException("rate is " + rate + "; expected over 0, at most 100");
    }
  }

  /**
   * Whether the versions that updates were trained from are needed to tell a direction.
   *
   * @param deltas whether what came of an update is {@code x_i - w_(b_i)} already
   */
  public boolean needsBases(boolean deltas) {
    return (toward == Toward.DELTA) != deltas;
  }
}
