package io.fedlog.learning.round;

import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Rows in memory, as a store would keep them. */
final class KeptRowsSink implements RowSink {
  final TreeMap<byte[], byte[]> rows = new TreeMap<>(Arrays::compareUnsigned);
  int puts;
  int widestValue;
  int widestKey;

  @Override
  public void put(byte[] key, byte[] value) {
    rows.put(key, value.clone());
    puts++;
    widestValue = Math.max(widestValue, value.length);
    widestKey = Math.max(widestKey, key.length);
  }

  @Override
  public void delete(byte[] key) {
    rows.remove(key);
  }

  KeptRowsSink copy() {
    KeptRowsSink copy = new KeptRowsSink();
    rows.forEach(copy::put);
    return copy;
  }

  List<Map.Entry<byte[], byte[]>> shuffled(Random random) {
    List<Map.Entry<byte[], byte[]>> list = new ArrayList<>();
    rows.forEach((key, value) -> list.add(new SimpleImmutableEntry<>(key, value)));
    Collections.shuffle(list, random);
    return list;
  }

  List<String> asText() {
    HexFormat hex = HexFormat.of();
    return rows.entrySet().stream()
        .map(row -> hex.formatHex(row.getKey()) + "=" + hex.formatHex(row.getValue()))
        .toList();
  }
}
