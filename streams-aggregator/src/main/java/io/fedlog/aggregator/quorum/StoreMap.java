package io.fedlog.aggregator.quorum;

import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** On a state store of the topology. */
final class StoreMap implements ByteMap {
  private final KeyValueStore<Bytes, byte[]> store;

  StoreMap(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  @Override
  public void put(byte[] key, byte[] value) {
    store.put(Bytes.wrap(key), value);
  }

  @Override
  public void delete(byte[] key) {
    store.delete(Bytes.wrap(key));
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    return store.get(Bytes.wrap(key));
  }

  @Override
  public List<Map.Entry<byte[], byte[]>> all() {
    List<Map.Entry<byte[], byte[]>> all = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> rows = store.all()) {
      rows.forEachRemaining(row -> all.add(new SimpleImmutableEntry<>(row.key.get(), row.value)));
    }
    return all;
  }

  @Override
  public List<Map.Entry<byte[], byte[]>> under(byte[] prefix) {
    List<Map.Entry<byte[], byte[]>> found = new ArrayList<>();
    Bytes from = Bytes.wrap(prefix);
    try (KeyValueIterator<Bytes, byte[]> range = store.range(from, Bytes.increment(from))) {
      while (range.hasNext()) {
        KeyValue<Bytes, byte[]> next = range.next();
        byte[] key = next.key.get();
        if (Arrays.mismatch(prefix, key) == prefix.length || Arrays.equals(prefix, key)) {
          found.add(new SimpleImmutableEntry<>(key, next.value));
        }
      }
    }
    return found;
  }
}
