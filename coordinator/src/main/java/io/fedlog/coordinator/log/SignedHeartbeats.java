package io.fedlog.coordinator.log;

import io.fedlog.runtime.trust.StoreSignatures;
import io.fedlog.runtime.trust.Verdict;
import io.fedlog.schemas.Heartbeat;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Believes heartbeats that their store signed, each of them once: a store that is gone must not
 * seem to be there because somebody sends again what it once said. Not thread-safe.
 */
public final class SignedHeartbeats implements HeartbeatCheck {
  private static final Logger LOG = LoggerFactory.getLogger(SignedHeartbeats.class);

  /** Whoever sends garbage must not fill the log with it. */
  private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);

  private final StoreSignatures signatures;

  /** When each store last spoke, by its own clock; of enrolled stores only. */
  private final Map<String, Instant> newest = new HashMap<>();

  private Instant warnedAt = Instant.MIN;
  private long unsaid;

  public SignedHeartbeats(StoreSignatures signatures) {
    this.signatures = signatures;
  }

  @Override
  public boolean believes(Heartbeat heartbeat, Instant cameAt) {
    Verdict verdict = signatures.of(heartbeat, cameAt);
    String reason = verdict.reason();
    if (reason == null) {
      Instant before = newest.get(heartbeat.getStoreId());
      if (before == null || heartbeat.getAt().isAfter(before)) {
        newest.put(heartbeat.getStoreId(), heartbeat.getAt());
        return true;
      }
      reason = "replayed";
    }
    warn(reason, verdict.revision(), cameAt);
    return false;
  }

  /** Names no store: the name in a record that is not believed is anybody's text. */
  private void warn(String reason, long revision, Instant cameAt) {
    if (cameAt.isBefore(warnedAt.plus(BETWEEN_WARNINGS))) {
      unsaid++;
      return;
    }
    LOG.warn(
        "A heartbeat is not believed reason={} revision={} at={} othersBefore={}",
        reason,
        revision,
        cameAt,
        unsaid);
    warnedAt = cameAt;
    unsaid = 0;
  }
}
