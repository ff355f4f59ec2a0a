package io.fedlog.coordinator.rest.limits;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often each of many may ask: a token bucket each, which fills steadily and may be emptied at
 * once. The buckets used least recently are forgotten, so that memory is bounded; whoever is
 * forgotten begins anew with a full one. Thread-safe.
 */
public final class RequestRates {

  private final InstantSource clock;
  private final double perSecond;
  private final double burst;
  private final Map<String, Bucket> buckets;

  /**
   * @param perSecond how fast a bucket fills; above 0
   * @param burst how many a full bucket holds; at least 1
   * @param most buckets that are remembered
   */
  public RequestRates(InstantSource clock, double perSecond, int burst, int most) {
    if (!(perSecond > 0) || burst < 1 || most < 1) {
      throw new IllegalArgumentException(
          "expected perSecond above 0, burst and most of at least 1, came %s, %d and %d"
              .formatted(perSecond, burst, most));
    }
    this.clock = clock;
    this.perSecond = perSecond;
    this.burst = burst;
    this.buckets =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > most;
          }
        };
  }

  /**
   * Takes one from somebody's bucket.
   *
   * @return zero when there was one; else after which time there will be
   */
  public synchronized Duration take(String who) {
    Instant now = clock.instant();
    Bucket bucket = buckets.computeIfAbsent(who, unused -> new Bucket(burst, now));
    bucket.fill(now);
    if (bucket.left >= 1) {
      bucket.left--;
      return Duration.ZERO;
    }
    return Duration.ofNanos((long) Math.ceil((1 - bucket.left) / perSecond * 1e9));
  }

  synchronized int remembered() {
    return buckets.size();
  }

  private final class Bucket {
    private double left;
    private Instant filledAt;

    Bucket(double left, Instant filledAt) {
      this.left = left;
      this.filledAt = filledAt;
    }

    /** A clock that was set back fills nothing. */
    void fill(Instant now) {
      double seconds = Duration.between(filledAt, now).toNanos() / 1e9;
      left = Math.min(burst, left + Math.max(0, seconds) * perSecond);
      filledAt = now;
    }
  }
}
