package io.fedlog.aggregator.quorum;

import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** In this process's memory. Not thread-safe. */
final class MemoryMap implements ByteMap {
  private final TreeMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);

  @Override
  public void put(byte[] key, byte[] value) {
    entries.put(key, value);
  }

  @Override
  public void delete(byte[] key) {
    entries.remove(key);
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    return entries.get(key);
  }

  @Override
  public List<Map.Entry<byte[], byte[]>> all() {
    return under(new byte[0]);
  }

  @Override
  public List<Map.Entry<byte[], byte[]>> under(byte[] prefix) {
    List<Map.Entry<byte[], byte[]>> found = new ArrayList<>();
    for (Map.Entry<byte[], byte[]> entry : entries.tailMap(prefix).entrySet()) {
      int mismatch = Arrays.mismatch(prefix, entry.getKey());
      if (mismatch >= 0 && mismatch < prefix.length) {
        break;
      }
      found.add(new SimpleImmutableEntry<>(entry));
    }
    return found;
  }
}
