package io.fedlog.aggregator.chunks;

import io.fedlog.aggregator.wire.Codecs;
import io.fedlog.schemas.CloseReason;
import io.fedlog.schemas.Decision;
import io.fedlog.schemas.RosterPage;
import io.fedlog.schemas.RoundControl;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.UnmaskingPage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** What a chunk task has been told of each round, as it came; and what it has done about it. */
final class RoundShelf {
  static final String STORE = "chunk-rounds";

  private static final byte DEFINITION = 'd';
  private static final byte ROSTER = 'r';
  private static final byte DECISION = 'x';
  private static final byte CONCLUSION = 'z';
  private static final byte UNMASKING = 'u';
  private static final byte PUBLISHED = 'y';
  private static final byte CLOSED = 'c';
  private static final byte COUNTS = 't';
  private static final byte PARKED = 'p';
  private static final byte TO_TALLY = 'a';

  private final KeyValueStore<Bytes, byte[]> store;
  private final Codecs codecs;

  RoundShelf(KeyValueStore<Bytes, byte[]> store, Codecs codecs) {
    this.store = store;
    this.codecs = codecs;
  }

  /** A record that came before its round's definition. */
  record Parked(String roundId, long offset, long atMillis) {}

  void keepDefinition(String roundId, byte[] order) {
    store.put(key(DEFINITION, roundId), order);
  }

  @Nullable RoundDefinition definition(String roundId) {
    byte[] order = store.get(key(DEFINITION, roundId));
    return order == null ? null : (RoundDefinition) read(order).getOrder();
  }

  /** Ids of all rounds with a definition. */
  List<String> rounds() {
    return rounds(DEFINITION);
  }

  private List<String> rounds(byte kind) {
    List<String> ids = new ArrayList<>();
    Prefix.each(
        store,
        new byte[] {kind},
        (key, value) -> ids.add(new String(key, 1, key.length - 2, StandardCharsets.UTF_8)));
    return ids;
  }

  void keepRoster(String roundId, int page, byte[] order) {
    store.put(key(ROSTER, roundId, page), order);
  }

  /** The round's roster pages, in order. */
  List<RosterPage> roster(String roundId) {
    return orders(key(ROSTER, roundId), RosterPage.class);
  }

  void keepDecision(String roundId, byte[] order) {
    store.put(key(DECISION, roundId), order);
  }

  @Nullable Decision decision(String roundId) {
    byte[] order = store.get(key(DECISION, roundId));
    return order == null ? null : (Decision) read(order).getOrder();
  }

  void keepConclusion(String roundId, byte[] order) {
    store.put(key(CONCLUSION, roundId), order);
  }

  /** The decision that says what each update counts for. */
  @Nullable Decision conclusion(String roundId) {
    byte[] order = store.get(key(CONCLUSION, roundId));
    return order == null ? null : (Decision) read(order).getOrder();
  }

  void keepUnmasking(String roundId, int page, byte[] order) {
    store.put(key(UNMASKING, roundId, page), order);
  }

  /** The pages of what unmasks the round's sum, in order. */
  List<UnmaskingPage> unmasking(String roundId) {
    return orders(key(UNMASKING, roundId), UnmaskingPage.class);
  }

  void published(String roundId, int chunk) {
    store.put(key(PUBLISHED, roundId, chunk), new byte[0]);
  }

  boolean isPublished(String roundId, int chunk) {
    return store.get(key(PUBLISHED, roundId, chunk)) != null;
  }

  /** Another version of the round is to be made. */
  void forgetPublished(String roundId) {
    Prefix.forget(store, key(PUBLISHED, roundId).get());
  }

  /** What unmasks its sum is of no use any more, and not kept longer than that. */
  void close(String roundId, CloseReason reason) {
    Prefix.forget(store, key(UNMASKING, roundId).get());
    store.put(key(CLOSED, roundId), new byte[] {(byte) reason.ordinal()});
  }

  @Nullable CloseReason closed(String roundId) {
    byte[] reason = store.get(key(CLOSED, roundId));
    return reason == null ? null : CloseReason.values()[reason[0]];
  }

  void counts(String roundId, ChunkCounts counts) {
    store.put(key(COUNTS, roundId), counts.toBytes());
  }

  ChunkCounts counts(String roundId) {
    return ChunkCounts.fromBytes(store.get(key(COUNTS, roundId)));
  }

  /** Something has come that the round's last tally does not count. */
  void markToTally(String roundId) {
    store.put(key(TO_TALLY, roundId), new byte[0]);
  }

  void tallied(String roundId) {
    store.delete(key(TO_TALLY, roundId));
  }

  /** Ids of the rounds that must be tallied again. */
  List<String> toTally() {
    return rounds(TO_TALLY);
  }

  void park(Parked record) {
    store.put(
        Bytes.wrap(
            ByteBuffer.allocate(key(PARKED, record.roundId()).get().length + Long.BYTES)
                .put(key(PARKED, record.roundId()).get())
                .putLong(record.offset())
                .array()),
        ByteBuffer.allocate(Long.BYTES).putLong(record.atMillis()).array());
  }

  /** Parked records of one round, by offset; of every round when {@code roundId} is null. */
  List<Parked> parked(@Nullable String roundId) {
    List<Parked> found = new ArrayList<>();
    Prefix.each(
        store,
        roundId == null ? new byte[] {PARKED} : key(PARKED, roundId).get(),
        (key, value) -> {
          int name = key.length - 2 - Long.BYTES;
          found.add(
              new Parked(
                  new String(key, 1, name, StandardCharsets.UTF_8),
                  ByteBuffer.wrap(key, key.length - Long.BYTES, Long.BYTES).getLong(),
                  ByteBuffer.wrap(value).getLong()));
        });
    return found;
  }

  void unpark(String roundId, long offset) {
    byte[] prefix = key(PARKED, roundId).get();
    store.delete(
        Bytes.wrap(
            ByteBuffer.allocate(prefix.length + Long.BYTES).put(prefix).putLong(offset).array()));
  }

  /** Forgets what only a round not yet closed needs. */
  void forgetOrders(String roundId) {
    Prefix.forget(store, key(ROSTER, roundId).get());
    Prefix.forget(store, key(PUBLISHED, roundId).get());
    Prefix.forget(store, key(UNMASKING, roundId).get());
    store.delete(key(DECISION, roundId));
    store.delete(key(CONCLUSION, roundId));
  }

  /** Forgets all of a round but that it is closed. */
  void forget(String roundId) {
    forgetOrders(roundId);
    store.delete(key(COUNTS, roundId));
    store.delete(key(TO_TALLY, roundId));
    store.delete(key(DEFINITION, roundId));
    Prefix.forget(store, key(PARKED, roundId).get());
  }

  private <T> List<T> orders(Bytes prefix, Class<T> kind) {
    List<T> orders = new ArrayList<>();
    Prefix.each(store, prefix.get(), (key, value) -> orders.add(kind.cast(read(value).getOrder())));
    return orders;
  }

  private RoundControl read(byte[] order) {
    return codecs.roundControl().decode(order);
  }

  private static Bytes key(byte kind, String roundId) {
    byte[] name = roundId.getBytes(StandardCharsets.UTF_8);
    return Bytes.wrap(
        ByteBuffer.allocate(name.length + 2).put(kind).put(name).put((byte) 0).array());
  }

  private static Bytes key(byte kind, String roundId, int number) {
    byte[] prefix = key(kind, roundId).get();
    return Bytes.wrap(
        ByteBuffer.allocate(prefix.length + Integer.BYTES).put(prefix).putInt(number).array());
  }
}
