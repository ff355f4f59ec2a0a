package io.fedlog.coordinator.privacy;

import io.fedlog.schemas.Noise;
import io.fedlog.schemas.PrivacyCharge;
import io.fedlog.schemas.PrivacyMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one round has spent.
 *
 * @param version the version made; null when none was
 * @param clipNorm largest norm of an update, in the parameters' own unit
 * @param noiseScale of the noise, in the same unit
 * @param epsilon of one update in this round alone
 * @param delta at which epsilon tells it
 * @param stores how many were charged, of those that were asked for
 * @param charges how often they were: more than stores where some sent several noisy updates
 * @param chargedAt when
 */
public record SpentByRound(
    String roundId,
    @Nullable Long version,
    PrivacyMode mode,
    Noise noise,
    double clipNorm,
    double noiseScale,
    double epsilon,
    double delta,
    int stores,
    int charges,
    Instant chargedAt) {

  /**
   * Puts pages together.
   *
   * @param pages of one model type, in the order in which they were spent
   * @param storeId the store of which it is asked; null for all
   * @return in the same order; of a store only the rounds that it was charged for
   */
  public static List<SpentByRound> of(List<PrivacyCharge> pages, @Nullable String storeId) {
    Map<String, List<PrivacyCharge>> byRound = new LinkedHashMap<>();
    pages.forEach(
        page -> byRound.computeIfAbsent(page.getRoundId(), id -> new ArrayList<>()).add(page));
    return byRound.values().stream()
        .map(all -> together(all, storeId))
        .filter(round -> round.charges() > 0)
        .toList();
  }

  private static SpentByRound together(List<PrivacyCharge> pages, @Nullable String storeId) {
    PrivacyCharge first = pages.get(0);
    Set<String> stores = new HashSet<>();
    int charges = 0;
    for (PrivacyCharge page : pages) {
      for (String store : page.getStoreIds()) {
        if (storeId == null || storeId.equals(store)) {
          stores.add(store);
          charges++;
        }
      }
    }
    return new SpentByRound(
        first.getRoundId(),
        first.getVersion(),
        first.getMode(),
        first.getNoise(),
        first.getClipNorm(),
        first.getNoiseScale(),
        first.getEpsilon(),
        first.getDelta(),
        stores.size(),
        charges,
        first.getChargedAt());
  }

  /** Sorts rounds by when they spent. */
  public String key() {
    return "%019d/%s".formatted(chargedAt.toEpochMilli(), roundId);
  }
}
