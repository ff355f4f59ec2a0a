package io.fedlog.coordinator.log;

import io.fedlog.schemas.PrivacyAccount;
import io.fedlog.schemas.PrivacyCharge;
import io.fedlog.schemas.PrivacyRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What {@code fl.privacy} says: the newest record of each key. Thread-safe. */
public final class PrivacyView {

  private final Map<String, PrivacyAccount> accounts = new HashMap<>();

  /** By model type, then by key. */
  private final Map<String, Map<String, PrivacyCharge>> charges = new HashMap<>();

  /** A store's name is kept once, however many rounds it was in. */
  private final Map<String, String> names = new HashMap<>();

  synchronized void add(String key, PrivacyRecord record) {
    if (record.getBody() instanceof PrivacyAccount account) {
      accounts.put(account.getModelType(), account);
    } else if (record.getBody() instanceof PrivacyCharge charge) {
      List<String> shared = new ArrayList<>(charge.getStoreIds().size());
      charge.getStoreIds().forEach(id -> shared.add(names.computeIfAbsent(id, same -> same)));
      charges
          .computeIfAbsent(charge.getModelType(), type -> new TreeMap<>())
          .put(key, PrivacyCharge.newBuilder(charge).setStoreIds(List.copyOf(shared)).build());
    }
  }

  /** How the account of a model type stands; empty while nobody set a budget or spent. */
  public synchronized Optional<PrivacyAccount> account(String modelType) {
    return Optional.ofNullable(accounts.get(modelType));
  }

  /** How all accounts stand, in no order. */
  public synchronized List<PrivacyAccount> accounts() {
    return List.copyOf(accounts.values());
  }

  /** What rounds of a model type spent, in order, in pages. */
  public synchronized List<PrivacyCharge> charges(String modelType) {
    Collection<PrivacyCharge> all = charges.getOrDefault(modelType, Map.of()).values();
    return all.stream()
        .sorted(
            Comparator.comparing(PrivacyCharge::getChargedAt)
                .thenComparing(PrivacyCharge::getRoundId)
                .thenComparing(PrivacyCharge::getPage))
        .toList();
  }
}
