package io.fedlog.learning.method;

import io.fedlog.learning.columns.SquaredDistances;
import io.fedlog.learning.exact.WideSums;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Squared distances between whole updates, added up from measurements of their chunks. A chunk's
 * part does not depend on how the update is cut, and parts add up exactly, so that chunks and
 * partitions may be measured in any order and any number. Not thread-safe.
 */
public final class DistanceSums {
  private final Encoding encoding;
  private final int updates;
  private final boolean withBase;
  private final WideSums sums;

  /**
   * Nothing measured yet.
   *
   * @param updates how many there are, at least 1
   * @param withBase whether they are measured against the base version too
   * @param terms of the round
   */
  public DistanceSums(int updates, boolean withBase, MethodTerms terms) {
    this.encoding = terms.encoding();
    this.updates = updates;
    this.withBase = withBase;
    this.sums = new WideSums(Distances.cells(updates + (withBase ? 1 : 0)), unitExponent(terms));
  }

  /** Each number adds at most the square of twice the largest value. */
  private static int unitExponent(MethodTerms terms) {
    long numbers = terms.updateBytes() / terms.encoding().numberFormat().bytes();
    int largest = Math.getExponent(terms.grid().maxAbsValue()) + 1;
    return 2 * (largest + 1)
        + Long.SIZE
        - Long.numberOfLeadingZeros(numbers)
        - WideSums.CAPACITY_BITS;
  }

  /**
   * Measures one chunk.
   *
   * @param payloads in the order of the store ids, the base's chunk last if there is one
   * @throws IllegalArgumentException when they are not as many, or not of one length
   */
  public void measure(List<ByteBuffer> payloads) {
    if (payloads.size() != updates + (withBase ? 1 : 0)) {
      throw new IllegalArgumentException(
          "payloads are "
              + payloads.size()
              + ", expected "
              + updates
              + (withBase ? " and the base's" : ""));
    }
    SquaredDistances.measure(
        encoding.numberFormat(),
        payloads,
        (i, j, squared) -> sums.add(Distances.cell(i, j), squared));
  }

  /** What was measured, to be added to what others measured. */
  public byte[] toBytes() {
    return sums.toBytes();
  }

  /**
   * Adds what {@link #toBytes} says of other chunks.
   *
   * @throws IllegalArgumentException when it is of another number of updates
   */
  public void add(ByteBuffer measured) {
    sums.addAll(measured);
  }

  /** The distances, once every chunk is in. */
  public Distances distances() {
    double[] cells = new double[sums.count()];
    for (int cell = 0; cell < cells.length; cell++) {
      cells[cell] = sums.value(cell);
    }
    return new Distances(updates, withBase, cells);
  }

  /** Heap that the sums of so many points take, in bytes. */
  public static long memoryBytes(int points) {
    return WideSums.memoryBytes(Distances.cells(points));
  }
}
