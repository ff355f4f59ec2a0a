package io.fedlog.aggregator.chunks;

import io.fedlog.aggregator.definition.ChunkPlan;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Receipts by round, chunk, store and attempt; and what was seen of each store's attempts. Where a
 * partition holds one chunk of each update, the receipt is kept with the attempt: one row for one
 * record. The rows used last are at hand in memory, as they are in the store. A row that was asked
 * for and changed must be put.
 */
final class ReceiptStores {
  static final String RECEIPTS = "chunk-receipts";
  static final String ATTEMPTS = "chunk-attempts";

  /** Rows at hand: the stores whose uploads are under way, about 300 bytes each. */
  private static final int AT_HAND = 2048;

  private final KeyValueStore<Bytes, byte[]> receipts;
  private final KeyValueStore<Bytes, byte[]> attempts;
  private final Map<Bytes, StoreAttempts> atHand =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Bytes, StoreAttempts> eldest) {
          return size() > AT_HAND;
        }
      };

  ReceiptStores(KeyValueStore<Bytes, byte[]> receipts, KeyValueStore<Bytes, byte[]> attempts) {
    this.receipts = receipts;
    this.attempts = attempts;
  }

  /** One receipt of a partition that holds several chunks of each update. */
  @Nullable Receipt receipt(String roundId, int chunk, String storeId, long attemptId) {
    byte[] value = receipts.get(receiptKey(roundId, chunk, storeId, attemptId));
    return value == null ? null : Receipt.read(storeId, attemptId, ByteBuffer.wrap(value));
  }

  /** Keeps a receipt; where it goes with the attempt, the attempt is to be put as well. */
  void put(ChunkPlan plan, int chunk, StoreAttempts.Seen seen, Receipt receipt) {
    if (plan.chunkCount() == 1) {
      seen.receipt = receipt;
      return;
    }
    String roundId = plan.definition().getRoundId();
    receipts.put(
        receiptKey(roundId, chunk, receipt.storeId(), receipt.attemptId()), receipt.toBytes());
  }

  /** Every receipt of one chunk, in the order of stores. */
  void receipts(ChunkPlan plan, int chunk, Consumer<Receipt> action) {
    String roundId = plan.definition().getRoundId();
    if (plan.chunkCount() == 1) {
      attempts(roundId, (storeId, store) -> receipts(store, action));
      return;
    }
    byte[] prefix = chunkPrefix(roundId, chunk);
    Prefix.each(
        receipts,
        prefix,
        (key, value) -> {
          int storeBytes = key.length - prefix.length - 1 - Long.BYTES;
          String storeId = new String(key, prefix.length, storeBytes, StandardCharsets.UTF_8);
          long attemptId = ByteBuffer.wrap(key, key.length - Long.BYTES, Long.BYTES).getLong();
          action.accept(Receipt.read(storeId, attemptId, ByteBuffer.wrap(value)));
        });
  }

  private static void receipts(StoreAttempts store, Consumer<Receipt> action) {
    for (StoreAttempts.Seen seen : store.all()) {
      if (seen.receipt != null) {
        action.accept(seen.receipt);
      }
    }
  }

  /** Forgets one receipt of a partition that holds several chunks of each update. */
  void forgetReceipt(String roundId, int chunk, String storeId, long attemptId) {
    receipts.delete(receiptKey(roundId, chunk, storeId, attemptId));
  }

  StoreAttempts attempts(String roundId, String storeId) {
    Bytes key = attemptsKey(roundId, storeId);
    StoreAttempts known = atHand.get(key);
    if (known == null) {
      known = StoreAttempts.fromBytes(storeId, attempts.get(key));
      atHand.put(key, known);
    }
    return known;
  }

  void put(String roundId, String storeId, StoreAttempts store) {
    Bytes key = attemptsKey(roundId, storeId);
    attempts.put(key, store.toBytes());
    atHand.put(key, store);
  }

  /** Every store of a round with what was seen of its attempts. */
  void attempts(String roundId, BiConsumer<String, StoreAttempts> action) {
    byte[] prefix = roundPrefix(roundId);
    Prefix.each(
        attempts,
        prefix,
        (key, value) -> {
          String storeId =
              new String(key, prefix.length, key.length - prefix.length, StandardCharsets.UTF_8);
          action.accept(storeId, StoreAttempts.fromBytes(storeId, value));
        });
  }

  void forgetReceipts(String roundId) {
    Prefix.forget(receipts, roundPrefix(roundId));
  }

  void forgetAttempts(String roundId) {
    atHand.clear();
    Prefix.forget(attempts, roundPrefix(roundId));
  }

  private static byte[] roundPrefix(String roundId) {
    byte[] round = roundId.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(round.length + 1).put(round).put((byte) 0).array();
  }

  private static byte[] chunkPrefix(String roundId, int chunk) {
    byte[] round = roundPrefix(roundId);
    return ByteBuffer.allocate(round.length + Integer.BYTES).put(round).putInt(chunk).array();
  }

  private static Bytes receiptKey(String roundId, int chunk, String storeId, long attemptId) {
    byte[] prefix = chunkPrefix(roundId, chunk);
    byte[] store = storeId.getBytes(StandardCharsets.UTF_8);
    return Bytes.wrap(
        ByteBuffer.allocate(prefix.length + store.length + 1 + Long.BYTES)
            .put(prefix)
            .put(store)
            .put((byte) 0)
            .putLong(attemptId)
            .array());
  }

  private static Bytes attemptsKey(String roundId, String storeId) {
    byte[] prefix = roundPrefix(roundId);
    byte[] store = storeId.getBytes(StandardCharsets.UTF_8);
    return Bytes.wrap(
        ByteBuffer.allocate(prefix.length + store.length).put(prefix).put(store).array());
  }
}
