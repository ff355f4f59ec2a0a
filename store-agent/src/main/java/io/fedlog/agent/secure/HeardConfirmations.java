package io.fedlog.agent.secure;

import io.fedlog.learning.secure.Confirmation;
import io.fedlog.learning.secure.Confirmations;
import io.fedlog.learning.secure.Group;
import io.fedlog.learning.secure.Outcome;
import io.fedlog.learning.secure.RefusedException;
import io.fedlog.learning.secure.StoreVerifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which stores confirm the outcome, each looked at once for all stores of the process. Of a store
 * the first record is kept, whether the outcome is known by then or not. For one thread.
 */
final class HeardConfirmations {
  private static final Logger LOG = LoggerFactory.getLogger(HeardConfirmations.class);

  private final StoreVerifier verifier;
  private final Map<String, Confirmation> heard = new LinkedHashMap<>();
  private final List<Confirmation> sound = new ArrayList<>();
  private @Nullable Confirmations counted;

  HeardConfirmations(StoreVerifier verifier) {
    this.verifier = verifier;
  }

  /** Counts those of an outcome, and no others any more. */
  void count(Group group, Outcome outcome) {
    Confirmations fresh = new Confirmations(group, outcome, verifier);
    counted = fresh;
    sound.clear();
    heard.values().forEach(confirmation -> take(fresh, confirmation));
  }

  void add(Confirmation confirmation) {
    if (heard.putIfAbsent(confirmation.store(), confirmation) == null && counted != null) {
      take(counted, confirmation);
    }
  }

  private void take(Confirmations into, Confirmation confirmation) {
    try {
      into.take(confirmation);
      sound.add(confirmation);
    } catch (RefusedException e) {
      LOG.warn(
          "A confirmation does not count storeId={} reason={}",
          confirmation.store(),
          e.getMessage());
    }
  }

  /** Those that count, once they are enough; none before. */
  List<Confirmation> quorum() {
    return counted != null && counted.awaited() == 0 ? List.copyOf(sound) : List.of();
  }
}
