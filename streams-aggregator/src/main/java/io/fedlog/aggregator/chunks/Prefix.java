package io.fedlog.aggregator.chunks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The entries of a state store whose keys begin alike. */
final class Prefix {
  private Prefix() {}

  /** Each key and value, in the keys' order; the store must not be changed meanwhile. */
  static void each(
      KeyValueStore<Bytes, byte[]> store, byte[] prefix, BiConsumer<byte[], byte[]> action) {
    Bytes from = Bytes.wrap(prefix);
    Bytes to = Bytes.increment(from);
    try (KeyValueIterator<Bytes, byte[]> range = store.range(from, to)) {
      while (range.hasNext()) {
        KeyValue<Bytes, byte[]> next = range.next();
        if (!next.key.equals(to)) {
          action.accept(next.key.get(), next.value);
        }
      }
    }
  }

  /** Deletes them all. */
  static void forget(KeyValueStore<Bytes, byte[]> store, byte[] prefix) {
    List<Bytes> keys = new ArrayList<>();
    each(store, prefix, (key, value) -> keys.add(Bytes.wrap(key)));
    keys.forEach(store::delete);
  }
}
