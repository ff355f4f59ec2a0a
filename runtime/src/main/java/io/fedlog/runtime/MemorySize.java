package io.fedlog.runtime;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of memory: a number of bytes, or a share of the heap.
 *
 * @param fixedBytes 0 or more
 * @param percentOfHeap 0 to 100, added to the fixed bytes
 */
public record MemorySize(long fixedBytes, BigDecimal percentOfHeap) {
  private static final Pattern BYTES = Pattern.compile("(\\d{1,18})\\s*(KiB|MiB|GiB)?");
  private static final Pattern SHARE = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,6})?)\\s*%");
  private static final BigDecimal ALL = BigDecimal.valueOf(100);

  public MemorySize {
    if (fixedBytes < 0) {
      throw new IllegalArgumentException("fixed bytes are " + fixedBytes + "; expected 0 or more");
    }
    if (percentOfHeap.signum() < 0 || percentOfHeap.compareTo(ALL) > 0) {
      throw new IllegalArgumentException(
          "share of the heap is " + percentOfHeap + " %; expected 0 to 100");
    }
  }

  /**
   * Reads {@code 65536}, {@code 512KiB}, {@code 256MiB}, {@code 2GiB} or {@code 40%}.
   *
   * @throws IllegalArgumentException if the text is none of them
   */
  static MemorySize parse(String text) {
    Matcher share = SHARE.matcher(text);
    if (share.matches()) {
      return new MemorySize(0, new BigDecimal(share.group(1)));
    }
    Matcher bytes = BYTES.matcher(text);
    if (!bytes.matches()) {
      throw new IllegalArgumentException("neither a size nor a share");
    }
    long amount = Long.parseLong(bytes.group(1));
    String unit = bytes.group(2) == null ? "" : bytes.group(2);
    return new MemorySize(
        switch (unit) {
          case "KiB" -> Math.multiplyExact(amount, 1L << 10);
          case "MiB" -> Math.multiplyExact(amount, 1L << 20);
          case "GiB" -> Math.multiplyExact(amount, 1L << 30);
          default -> amount;
        },
        BigDecimal.ZERO);
  }

  /** Its bytes in a process with a heap of {@code heapBytes}. */
  public long bytes(long heapBytes) {
    return fixedBytes
        + percentOfHeap.multiply(BigDecimal.valueOf(heapBytes)).divide(ALL).longValue();
  }
}
