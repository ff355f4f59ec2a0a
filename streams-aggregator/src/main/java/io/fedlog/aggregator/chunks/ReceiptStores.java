package io.fedlog.aggregator.chunks;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Receipts by round, chunk, store and attempt; and what was seen of each store's attempts. */
final class ReceiptStores {
  static final String RECEIPTS = "chunk-receipts";
  static final String ATTEMPTS = "chunk-attempts";

  private final KeyValueStore<Bytes, byte[]> receipts;
  private final KeyValueStore<Bytes, byte[]> attempts;

  ReceiptStores(KeyValueStore<Bytes, byte[]> receipts, KeyValueStore<Bytes, byte[]> attempts) {
    this.receipts = receipts;
    this.attempts = attempts;
  }

  @Nullable Receipt receipt(String roundId, int chunk, String storeId, long attemptId) {
    byte[] value = receipts.get(receiptKey(roundId, chunk, storeId, attemptId));
    return value == null ? null : Receipt.fromBytes(storeId, attemptId, value);
  }

  void put(String roundId, int chunk, Receipt receipt) {
    receipts.put(
        receiptKey(roundId, chunk, receipt.storeId(), receipt.attemptId()), receipt.toBytes());
  }

  /** Every receipt of one chunk, in the order of store and attempt. */
  void receipts(String roundId, int chunk, Consumer<Receipt> action) {
    byte[] prefix = chunkPrefix(roundId, chunk);
    Prefix.each(
        receipts,
        prefix,
        (key, value) -> {
          int storeBytes = key.length - prefix.length - 1 - Long.BYTES;
          String storeId = new String(key, prefix.length, storeBytes, StandardCharsets.UTF_8);
          long attemptId = ByteBuffer.wrap(key, key.length - Long.BYTES, Long.BYTES).getLong();
          action.accept(Receipt.fromBytes(storeId, attemptId, value));
        });
  }

  StoreAttempts attempts(String roundId, String storeId) {
    return StoreAttempts.fromBytes(attempts.get(attemptsKey(roundId, storeId)));
  }

  void put(String roundId, String storeId, StoreAttempts seen) {
    attempts.put(attemptsKey(roundId, storeId), seen.toBytes());
  }

  /** Every store of a round with what was seen of its attempts. */
  void attempts(String roundId, BiConsumer<String, StoreAttempts> action) {
    byte[] prefix = roundPrefix(roundId);
    Prefix.each(
        attempts,
        prefix,
        (key, value) ->
            action.accept(
                new String(key, prefix.length, key.length - prefix.length, StandardCharsets.UTF_8),
                StoreAttempts.fromBytes(value)));
  }

  void forgetReceipts(String roundId) {
    Prefix.forget(receipts, roundPrefix(roundId));
  }

  void forgetAttempts(String roundId) {
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
