package io.fedlog.learning.secure;

import io.fedlog.learning.secure.Refusal.Reason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The stores that advertised, in that order, each with keys that no other has. Keys are public:
 * whoever repeats another's must not be able to spoil the group. Mutable, for one thread.
 */
final class Advertised {
  private final SecureTerms terms;
  private final StoreVerifier verifier;
  private final Map<String, Advertisement> stores = new LinkedHashMap<>();
  private final Set<ByteBuffer> keys = new HashSet<>();

  Advertised(SecureTerms terms, StoreVerifier verifier) {
    this.terms = terms;
    this.verifier = verifier;
  }

  /**
   * @throws RefusedException when it is not the store's first, not sound, or has another's key
   */
  void take(Advertisement advertisement) {
    String store = advertisement.store();
    if (stores.containsKey(store)) {
      throw Refusal.because(
          Reason.DUPLICATE,
          "%s advertised keys for round %s before, the first count"
              .formatted(store, terms.roundId()));
    }
    advertisement.requireSound(terms, verifier);
    if (!Collections.disjoint(keys, advertisement.keys())) {
      throw Refusal.because(
          Reason.DUPLICATE,
          "%s advertised a key for round %s that another store has, expected keys of its own"
              .formatted(store, terms.roundId()));
    }
    stores.put(store, advertisement);
    keys.addAll(advertisement.keys());
  }

  void remove(String store) {
    Advertisement withdrawn = stores.remove(store);
    if (withdrawn != null) {
      keys.removeAll(withdrawn.keys());
    }
  }

  /** All of them, in the order in which they came. */
  List<Advertisement> inOrder() {
    return new ArrayList<>(stores.values());
  }
}
