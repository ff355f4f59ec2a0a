package io.fedlog.coordinator.log;

import java.util.List;

/**
 * How far the masking of a round has come.
 *
 * @param phase what stores are asked for now, or were last
 * @param groupSize stores of the group
 * @param neighbours of each of them
 * @param threshold shares that bring a secret back
 * @param dropped stores of the group that are out, by name: they did not share in time, or sent no
 *     whole masked update before the round was decided
 */
public record MaskingStanding(
    Phase phase, int groupSize, int neighbours, int threshold, List<String> dropped) {

  /** What stores are asked for. */
  public enum Phase {
    /** Shares of their keys, for their neighbours. */
    SHARE,
    /** Masked updates. */
    MASK,
    /** Shares with which the masks of the sum come off. */
    REVEAL
  }

  public MaskingStanding {
    dropped = List.copyOf(dropped);
  }
}
