package io.fedlog.learning.round;

import io.fedlog.learning.secure.MaskSeal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the complete updates of a round that masks were sealed with. */
final class CountedSeals {
  private CountedSeals() {}

  /** Of all stores that were not withdrawn, in the order in which they were complete. */
  static Map<String, MaskSeal> of(Round round) {
    Map<String, MaskSeal> seals = new LinkedHashMap<>();
    for (AttemptReference counted : round.completion) {
      Participant store = round.store(counted.storeId());
      MaskSeal seal = store.withdrawn ? null : seal(store.counted());
      if (seal != null) {
        seals.put(store.storeId, seal);
      }
    }
    return seals;
  }

  /** The survivors' by their places, where stores must see them before they sign; else none. */
  static SortedMap<Integer, MaskSeal> toShow(Round round, SecureState secure) {
    SortedMap<Integer, MaskSeal> seals = new TreeMap<>();
    if (secure.group().size().quorum() > 0) {
      of(round)
          .forEach(
              (store, seal) -> {
                if (secure.isSurvivor(store)) {
                  seals.put(secure.group().ordinalOf(store), seal);
                }
              });
    }
    return seals;
  }

  private static @Nullable MaskSeal seal(@Nullable Attempt attempt) {
    return attempt == null || attempt.seal == null ? null : attempt.seal.mask();
  }
}
