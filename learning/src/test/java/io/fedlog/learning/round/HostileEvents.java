package io.fedlog.learning.round;

import io.fedlog.learning.privacy.UpdateNorm;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Events that no honest writer appends; none may stop the fold. */
final class HostileEvents {
  private static final String LONG = "x".repeat(70_000);
  private static final int[] INTS = {Integer.MIN_VALUE, -1, 0, 1, 2, 7, 99, Integer.MAX_VALUE};
  private static final long[] LONGS = {Long.MIN_VALUE, -1, 0, 1, 10, 1L << 62, Long.MAX_VALUE};
  private static final String[] TEXTS = {"", "a", "\ud800", LONG};

  private final Random random;

  HostileEvents(Random random) {
    this.random = random;
  }

  RoundEvent event(RoundTerms terms, String store) {
    String round = random.nextInt(10) == 0 ? text() : terms.roundId();
    AttemptReference attempt =
        new AttemptReference(random.nextInt(5) == 0 ? text() : store, random.nextInt(40));
    return switch (random.nextInt(14)) {
      case 0, 1, 2, 3 -> summary(terms, round, attempt);
      case 4, 5, 6 -> seal(terms, round, attempt);
      case 7 -> new RoundEvent.Published(round, oneOf(LONGS), integer(), bytes(), oneOf(LONGS), 1);
      case 8 ->
          new RoundEvent.Tallied(
              round, integer(), fates(), fates(), List.of(attempt), List.of(attempt));
      case 9 -> new RoundEvent.Targeted(round, integer(), List.of(text(), text()));
      case 10 -> new RoundEvent.Joined(round, text());
      case 11 -> new RoundEvent.Promote(oneOf(LONGS), LONG);
      case 12 -> new RoundEvent.DefinitionRefused(round, LONG);
      default ->
          random.nextBoolean()
              ? new RoundEvent.Defined(terms, text())
              : new RoundEvent.Withdraw(round, text());
    };
  }

  private RoundEvent summary(RoundTerms terms, String round, AttemptReference attempt) {
    RoundEvent.Summarised honest =
        new Uploads(terms, RandomLog.PARTITIONS).summary(attempt.storeId(), 1, 5, 0);
    boolean lies = random.nextBoolean();
    return new RoundEvent.Summarised(
        round,
        attempt,
        lies ? integer() : 0,
        random.nextInt(3) == 0 ? integer() : honest.chunks(),
        random.nextInt(3) == 0 ? oneOf(LONGS) : honest.bytes(),
        oneOf(LONGS),
        random.nextBoolean() ? terms.baseVersion() : oneOf(LONGS),
        random.nextInt(3) == 0 ? bytes() : honest.chunkRoots(),
        random.nextBoolean() ? honest.norm() : new UpdateNorm(random.nextLong(), 1),
        random.nextInt(4) == 0 ? text() : null,
        random.nextBoolean() ? LONG : null);
  }

  private RoundEvent seal(RoundTerms terms, String round, AttemptReference attempt) {
    return new RoundEvent.Sealed(
        round,
        attempt,
        random.nextBoolean() ? 1 : integer(),
        random.nextBoolean() ? terms.chunkCount() : integer(),
        random.nextBoolean() ? terms.updateBytes() : oneOf(LONGS),
        random.nextBoolean() ? terms.baseVersion() : oneOf(LONGS),
        random.nextBoolean() ? 5 : oneOf(LONGS),
        random.nextBoolean() ? new byte[32] : bytes(),
        random.nextBoolean() ? 5 : oneOf(LONGS),
        random.nextBoolean() ? Map.of() : Map.of(text(), Double.POSITIVE_INFINITY),
        random.nextInt(4) == 0 ? text() : null,
        null);
  }

  private Fates fates() {
    long n = oneOf(LONGS);
    return new Fates(n, n, 0, 0, 0, 0, oneOf(LONGS), 0, Map.of(text(), oneOf(LONGS)));
  }

  private byte[] bytes() {
    byte[] bytes = new byte[random.nextInt(3) * 32 + random.nextInt(2) * 31];
    Arrays.fill(bytes, (byte) 7);
    return bytes;
  }

  private int integer() {
    return INTS[random.nextInt(INTS.length)];
  }

  private long oneOf(long[] values) {
    return values[random.nextInt(values.length)];
  }

  private String text() {
    return TEXTS[random.nextInt(TEXTS.length)];
  }
}
