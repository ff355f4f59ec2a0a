package io.fedlog.aggregator.quorum;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values under keys, in the order of the keys' bytes. */
interface ByteMap {

  void put(byte[] key, byte[] value);

  void delete(byte[] key);

  byte @Nullable [] get(byte[] key);

  /** All of it, in order. */
  List<Map.Entry<byte[], byte[]>> all();

  /** What lies under keys that begin so, in order. */
  List<Map.Entry<byte[], byte[]>> under(byte[] prefix);
}
