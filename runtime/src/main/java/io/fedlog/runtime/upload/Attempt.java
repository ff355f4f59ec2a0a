package io.fedlog.runtime.upload;

/**
 * One try of a store to upload its update for a round.
 *
 * @param id drawn at random for each attempt, so that two tries can never be mixed
 * @param number 1 for a store's first attempt in the round, at most {@link #MOST}
 */
public record Attempt(long id, int number) {

  /** Attempts a store has in one round. */
  public static final int MOST = 3;

  public Attempt {
    if (number < 1 || number > MOST) {
      throw new IllegalArgumentException(
          "number: expected an attempt from 1 to " + MOST + ", got " + number);
    }
  }
}
