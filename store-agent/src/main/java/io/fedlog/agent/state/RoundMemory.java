package io.fedlog.agent.state;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.fedlog.runtime.upload.Attempt;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a store remembers of one round. Immutable.
 *
 * @param roundId the round
 * @param definedAt when the round was defined, in milliseconds since 1970: a round of the same name
 *     on another Kafka is another round
 * @param attempts those begun, in order
 * @param sealed whether the last one was acknowledged to its seal: nothing is left to do
 * @param update what was trained, until it is sealed
 */
public record RoundMemory(
    String roundId,
    long definedAt,
    List<Attempt> attempts,
    boolean sealed,
    @Nullable UpdateMemory update) {

  public RoundMemory {
    attempts = List.copyOf(attempts);
    if (sealed && attempts.isEmpty()) {
      throw new IllegalArgumentException(
          "attempts: round " + roundId + " is sealed, expected at least one attempt, got none");
    }
  }

  /** Of a round not seen before. */
  public static RoundMemory fresh(String roundId, long definedAt) {
    return new RoundMemory(roundId, definedAt, List.of(), false, null);
  }

  RoundMemory trained(UpdateMemory trained) {
    return new RoundMemory(roundId, definedAt, attempts, sealed, trained);
  }

  /** The next attempt begun; throws IllegalStateException when there is none left. */
  RoundMemory begun(long attemptId) {
    if (!attemptsLeft()) {
      throw new IllegalStateException(
          "round " + roundId + " had all of its " + Attempt.MOST + " attempts");
    }
    List<Attempt> more = new ArrayList<>(attempts);
    more.add(new Attempt(attemptId, attempts.size() + 1));
    return new RoundMemory(roundId, definedAt, more, false, update);
  }

  RoundMemory whole() {
    return new RoundMemory(roundId, definedAt, attempts, true, null);
  }

  RoundMemory withoutUpdate() {
    return new RoundMemory(roundId, definedAt, attempts, sealed, null);
  }

  /** Whether another attempt may be begun. */
  @JsonIgnore
  public boolean attemptsLeft() {
    return attempts.size() < Attempt.MOST;
  }

  /** The attempt under way or sealed; throws IllegalStateException before the first. */
  @JsonIgnore
  public Attempt lastAttempt() {
    if (attempts.isEmpty()) {
      throw new IllegalStateException("round " + roundId + " has no attempt yet");
    }
    return attempts.get(attempts.size() - 1);
  }
}
