package io.fedlog.agent.state;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a store remembers of its part in a round that masks. Immutable.
 *
 * @param roundId the round
 * @param definedAt when the round was defined, in milliseconds since 1970: a round of the same name
 *     on another Kafka is another round
 * @param session its secrets and what it agreed to, in Base64; null once nothing is left to do
 * @param said what the log is known to hold of it
 */
public record SecureMemory(
    String roundId, long definedAt, @Nullable String session, Set<Said> said) {

  /** What a store says in such a round, once each. */
  public enum Said {
    KEYS,
    SHARES,
    CONFIRMATION,
    REVEAL
  }

  public SecureMemory {
    said = Set.copyOf(said);
  }

  /** With what the session has become. */
  public SecureMemory with(String newer) {
    return new SecureMemory(roundId, definedAt, newer, said);
  }

  /** With one thing more that is on the log. */
  public SecureMemory saying(Said what) {
    EnumSet<Said> more = EnumSet.of(what);
    more.addAll(said);
    return new SecureMemory(roundId, definedAt, session, more);
  }

  /** Without secrets. */
  public SecureMemory whenOver() {
    return new SecureMemory(roundId, definedAt, null, said);
  }

  /** Names no secret. */
  @Override
  public String toString() {
    return "SecureMemory[round %s, said %s, %s]"
        .formatted(roundId, said, session == null ? "over" : "secrets not shown");
  }
}
