package io.fedlog.coordinator.identity;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An issuer's keys, fetched when they are needed and remembered: looked up anew after 10 minutes,
 * so that a withdrawn key ends, or for an id that is not among them, so that a new key counts at
 * once, but then at most every 30 s, however many strange ids are asked for. While the issuer does
 * not answer, what is known holds for an hour. Thread-safe; one thread fetches, and the others go
 * on with what is known.
 */
final class CachedKeys implements KeySource {

  static final Duration FRESH = Duration.ofMinutes(10);
  static final Duration USABLE = Duration.ofHours(1);
  static final Duration PAUSE = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(CachedKeys.class);

  /** What {@link JwksFetch} does. */
  interface Fetch {
    Map<String, VerificationKey> get() throws IOException;
  }

  private record Known(Map<String, VerificationKey> keys, Instant since) {}

  private final Fetch fetch;
  private final InstantSource clock;
  private final ReentrantLock fetching = new ReentrantLock();
  private volatile @Nullable Known known;
  private volatile @Nullable Instant lastTry;

  CachedKeys(Fetch fetch, InstantSource clock) {
    this.fetch = fetch;
    this.clock = clock;
  }

  @Override
  public Optional<VerificationKey> find(String keyId) {
    Known before = usable();
    if (before == null || !before.keys().containsKey(keyId) || age(before).compareTo(FRESH) >= 0) {
      refresh(before == null);
    }
    Known now = usable();
    if (now == null) {
      throw new IdentityUnavailableException(
          "The OIDC issuer's keys cannot be had at the moment. Try again in "
              + PAUSE.toSeconds()
              + " s.");
    }
    return Optional.ofNullable(now.keys().get(keyId));
  }

  /** Fetches unless somebody did lately; waits for whoever does only when there is no other way. */
  private void refresh(boolean wait) {
    if (wait) {
      fetching.lock();
    } else if (!fetching.tryLock()) {
      return;
    }
    try {
      Instant now = clock.instant();
      Instant last = lastTry;
      if (last == null || !now.isBefore(last.plus(PAUSE))) {
        lastTry = now;
        known = new Known(fetch.get(), now);
      }
    } catch (IOException e) {
      LOG.warn("The OIDC issuer's keys cannot be fetched from={} reason={}", fetch, e.getMessage());
    } finally {
      fetching.unlock();
    }
  }

  private @Nullable Known usable() {
    Known now = known;
    return now != null && age(now).compareTo(USABLE) < 0 ? now : null;
  }

  private Duration age(Known keys) {
    return Duration.between(keys.since(), clock.instant());
  }
}
