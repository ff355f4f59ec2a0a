package io.fedlog.learning.round;

import io.fedlog.learning.secure.Advertisement;
import io.fedlog.learning.secure.GroupFold;
import io.fedlog.learning.secure.Refusal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The stores of a round that masks whose keys are in, in the order in which they came. Mutable. */
final class HeardKeys {
  private final MaskingTerms terms;
  private final SignedKeys enrolled;
  private final Map<String, SecureRecord.Keys> byStore = new LinkedHashMap<>();

  HeardKeys(MaskingTerms terms) {
    this.terms = terms;
    this.enrolled = new SignedKeys(terms.isSigned());
  }

  /** The keys by which signatures are checked. */
  SignedKeys enrolled() {
    return enrolled;
  }

  /** Whether the store has said just that before: agents that start again do. */
  boolean knows(SecureRecord.Keys record) {
    SecureRecord.Keys known = byStore.get(record.store());
    if (known == null) {
      return false;
    }
    Advertisement before = known.advertisement();
    Advertisement now = record.advertisement();
    return Arrays.equals(before.shareKey(), now.shareKey())
        && Arrays.equals(before.maskKey(), now.maskKey());
  }

  /** Whether these are all stores that the group may have. */
  boolean isFull() {
    return terms.groupSize() > 0 && byStore.size() >= terms.groupSize();
  }

  /** Whose keys came when the group had no place left. */
  List<String> beyondGroup() {
    return isFull() ? byStore.keySet().stream().skip(terms.groupSize()).toList() : List.of();
  }

  Set<String> stores() {
    return Set.copyOf(byStore.keySet());
  }

  boolean has(String store) {
    return byStore.containsKey(store);
  }

  /** Takes a store's keys in, if the protocol's fold does; why not. */
  Optional<Refusal> take(SecureRecord.Keys record, GroupFold fold) {
    String store = record.store();
    if (!has(store)) {
      String fault = enrolled.put(store, record.enrolledKey());
      if (fault != null) {
        return Optional.of(new Refusal(Refusal.Reason.BAD_SIGNATURE, fault));
      }
    }
    Optional<Refusal> refusal = fold.accept(record.advertisement());
    if (refusal.isEmpty()) {
      byStore.put(store, record);
    } else if (!has(store)) {
      enrolled.forget(store);
    }
    return refusal;
  }

  void remove(String store) {
    byStore.remove(store);
    enrolled.forget(store);
  }
}
