package io.fedlog.learning.round;

import io.fedlog.learning.privacy.PrivacyLedger;
import io.fedlog.learning.privacy.SpentPrivacy;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One model type's versions and rounds. Mutable; owned by the machine. */
final class ModelLine {
  final String modelType;
  final Map<String, Round> rounds = new LinkedHashMap<>();

  /** What its rounds have spent of each store's privacy. */
  final PrivacyLedger ledger = new PrivacyLedger();

  long latestVersion;

  /** Version fixed by a promotion; 0 while the newest holds. */
  long promotedVersion;

  /** The round whose version is being made. */
  @Nullable String inFlight;

  /** The log's time: never goes back. */
  long now;

  /** Until when time has passed for all its rounds; not kept, for it decides nothing. */
  long tickedAt = Long.MIN_VALUE;

  /** What its row said when it was last saved, but for the time; null before that. */
  @Nullable Mark saved;

  /** What a row says that no store's row does. */
  record Mark(long latestVersion, long promotedVersion, @Nullable String inFlight) {}

  ModelLine(String modelType) {
    this.modelType = modelType;
  }

  Mark mark() {
    return new Mark(latestVersion, promotedVersion, inFlight);
  }

  /**
   * The version to make next. A number once decided is never given again: a chunk of a round that
   * failed may still reach the log, and must not lie among another round's.
   */
  long nextVersion() {
    return 1 + rounds.values().stream().mapToLong(r -> r.version).reduce(latestVersion, Math::max);
  }

  /** Whether the version was completed. */
  boolean hasVersion(long version) {
    return version >= 1
        && version <= latestVersion
        && rounds.values().stream().noneMatch(round -> lacks(round, version));
  }

  /** Whether the round was to make the version, and has not. */
  private static boolean lacks(Round round, long version) {
    boolean newest = round.version == version;
    Windows windows = round.windows;
    return windows == null
        ? newest && round.status != RoundStatus.COMPLETED
        : windows.lost.contains(version) || (newest && windows.isMaking());
  }

  /** Whether there is anything to keep: others are nothing but names that somebody made up. */
  boolean isKept() {
    return !rounds.isEmpty() || ledger.setBy() != null;
  }

  /** What is set aside for rounds that may still spend it. */
  SpentPrivacy reserved() {
    SpentPrivacy reserved = SpentPrivacy.none();
    for (Round round : rounds.values()) {
      reserved = PrivacyLedger.together(reserved, Charging.reserved(round));
    }
    return reserved;
  }

  boolean hasOpenRounds() {
    return rounds.values().stream().anyMatch(round -> !round.status.isOver());
  }

  /** The earliest time at which a tick can change a round; {@link Long#MAX_VALUE} for never. */
  long dueAt() {
    return rounds.values().stream()
        .filter(round -> !round.status.isOver())
        .mapToLong(round -> round.nextDueAfter(tickedAt))
        .reduce(Long.MAX_VALUE, Math::min);
  }
}
