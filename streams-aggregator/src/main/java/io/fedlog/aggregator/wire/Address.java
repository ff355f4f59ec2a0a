package io.fedlog.aggregator.wire;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which partitions an order goes to. A sink's partitioner is given a record's key and value and
 * nothing else, so that the address stands before the key until the record is written.
 *
 * @param first the first partition
 * @param count how many follow each other from there, the last before the first
 */
public record Address(int first, int count) {
  /** All partitions, however many there are. */
  public static final Address ALL = new Address(0, Integer.MAX_VALUE);

  private static final char END = '/';

  /** Of the partitions in which a round's chunks lie. */
  public static Address ofChunks(int firstPartition, int chunkCount) {
    return new Address(firstPartition, chunkCount);
  }

  /** A key that bears this address. */
  String before(String key) {
    return first + "+" + count + END + key;
  }

  /** The key without its address. */
  public static String keyOf(String addressed) {
    return addressed.substring(addressed.indexOf(END) + 1);
  }

  /** Where the record goes, in a topic of so many partitions. */
  public static Set<Integer> partitionsOf(String addressed, int partitions) {
    int plus = addressed.indexOf('+');
    int first = Integer.parseInt(addressed.substring(0, plus));
    int count = Integer.parseInt(addressed.substring(plus + 1, addressed.indexOf(END)));
    return IntStream.range(0, Math.min(count, partitions))
        .mapToObj(i -> (first + i) % partitions)
        .collect(Collectors.toUnmodifiableSet());
  }
}
