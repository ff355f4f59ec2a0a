package io.fedlog.learning.round;

import java.util.Map;
import java.util.TreeMap;

/**
 * What became of everything received, in one unit (attempts, chunks or bytes).
 *
 * <p>The law: {@code received = aggregated + duplicate + late + incomplete + notSelected + failed +
 * cancelled + sum(rejected)}.
 *
 * @param rejected by reason
 */
public record Fates(
    long received,
    long aggregated,
    long duplicate,
    long late,
    long incomplete,
    long notSelected,
    long failed,
    long cancelled,
    Map<String, Long> rejected) {

  /** Nothing received. */
  public static final Fates NONE = new Fates(0, 0, 0, 0, 0, 0, 0, 0, Map.of());

  /** Takes a copy. */
  public Fates {
    rejected = Map.copyOf(rejected);
  }

  /** Of all refused, whatever the reason. */
  public long rejectedTotal() {
    return rejected.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Whether the law holds. */
  public boolean balanced() {
    return received
        == aggregated
            + duplicate
            + late
            + incomplete
            + notSelected
            + failed
            + cancelled
            + rejectedTotal();
  }

  /** Both together. */
  public Fates plus(Fates other) {
    Map<String, Long> sum = new TreeMap<>(rejected);
    other.rejected.forEach((reason, n) -> sum.merge(reason, n, Long::sum));
    return new Fates(
        received + other.received,
        aggregated + other.aggregated,
        duplicate + other.duplicate,
        late + other.late,
        incomplete + other.incomplete,
        notSelected + other.notSelected,
        failed + other.failed,
        cancelled + other.cancelled,
        sum);
  }

  /** The same with every refusal under one reason. */
  Fates rejectedAs(String reason) {
    return new Fates(
        received,
        aggregated,
        duplicate,
        late,
        incomplete,
        notSelected,
        failed,
        cancelled,
        Map.of(reason, rejectedTotal()));
  }

  /** Collects fates; not thread-safe. */
  public static final class Count {
    private long aggregated;
    private long duplicate;
    private long late;
    private long incomplete;
    private long notSelected;
    private long failed;
    private long cancelled;
    private final Map<String, Long> rejected = new TreeMap<>();

    /** {@code n} more of one fate. */
    public void add(Fate fate, long n) {
      switch (fate) {
        case AGGREGATED -> aggregated += n;
        case DUPLICATE -> duplicate += n;
        case LATE -> late += n;
        case INCOMPLETE -> incomplete += n;
        case NOT_SELECTED -> notSelected += n;
        case FAILED -> failed += n;
        case CANCELLED -> cancelled += n;
      }
    }

    /** {@code n} more refused for this reason. */
    public void reject(String reason, long n) {
      rejected.merge(reason, n, Long::sum);
    }

    /** What was collected, with {@code received} counted by whoever received it. */
    public Fates of(long received) {
      return new Fates(
          received,
          aggregated,
          duplicate,
          late,
          incomplete,
          notSelected,
          failed,
          cancelled,
          rejected);
    }

    /** What was collected. */
    public long total() {
      return aggregated
          + duplicate
          + late
          + incomplete
          + notSelected
          + failed
          + cancelled
          + rejected.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /** What can become of something that was not refused. */
  public enum Fate {
    AGGREGATED,
    DUPLICATE,
    LATE,
    INCOMPLETE,
    NOT_SELECTED,
    FAILED,
    CANCELLED
  }
}
