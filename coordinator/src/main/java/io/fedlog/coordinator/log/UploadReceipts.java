package io.fedlog.coordinator.log;

import io.fedlog.schemas.AccessRecord;
import io.fedlog.schemas.Keys;
import io.fedlog.schemas.UploadReceipt;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The uploads that were acknowledged under a key, until that stands for them no more; at most
 * {@value #MOST}, the oldest are forgotten first. Not thread-safe.
 */
final class UploadReceipts {

  static final int MOST = 100_000;

  private final Map<String, UploadReceipt> receipts = new LinkedHashMap<>();

  /** Takes in a record, if it is a receipt. {@code at} is when the broker took it. */
  void add(AccessRecord record, Instant at) {
    if (!(record.getBody() instanceof UploadReceipt receipt)) {
      return;
    }
    Iterator<UploadReceipt> oldest = receipts.values().iterator();
    while (oldest.hasNext()
        && (oldest.next().getExpiresAt().isBefore(at) || receipts.size() >= MOST)) {
      oldest.remove();
    }
    receipts.putIfAbsent(
        Keys.upload(receipt.getRoundId(), receipt.getStoreId(), receipt.getKeySha256()), receipt);
  }

  Optional<UploadReceipt> find(String roundId, String storeId, String keySha256) {
    return Optional.ofNullable(receipts.get(Keys.upload(roundId, storeId, keySha256)));
  }
}
