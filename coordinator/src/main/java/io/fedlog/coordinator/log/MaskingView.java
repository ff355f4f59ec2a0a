package io.fedlog.coordinator.log;

import io.fedlog.schemas.SecureRound;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What {@code fl.secure-rounds} says of rounds that mask. Thread-safe. */
public final class MaskingView {

  private final Map<String, MaskingRecords> open = new HashMap<>();
  private final Map<String, MaskingStanding> settled = new HashMap<>();

  synchronized void add(SecureRound record) {
    String roundId = record.getRoundId();
    if (settled.containsKey(roundId)) {
      return; // said again: nothing of the protocol comes twice
    }
    MaskingRecords records = open.computeIfAbsent(roundId, id -> new MaskingRecords());
    records.add(record.getBody());
    records
        .standing()
        .filter(standing -> standing.phase() == MaskingStanding.Phase.REVEAL)
        .ifPresent(
            last -> {
              settled.put(roundId, last); // of the group, only who dropped is kept
              open.remove(roundId);
            });
  }

  /** How the masking of a round stands; empty until its group is closed, and where nobody masks. */
  public synchronized Optional<MaskingStanding> of(String roundId) {
    MaskingStanding last = settled.get(roundId);
    return last != null
        ? Optional.of(last)
        : Optional.ofNullable(open.get(roundId)).flatMap(MaskingRecords::standing);
  }
}
