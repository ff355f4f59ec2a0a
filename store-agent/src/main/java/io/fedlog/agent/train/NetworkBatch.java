package io.fedlog.agent.train;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Rows on their way through a {@link MultilayerNetwork}, with the room each pass needs. Views and
 * room are made once: on batches this small, making a view costs ND4J as much as a matrix product.
 *
 * @param all {@code [last layer | x | 1]}, column-major
 * @param inputs its {@code [x | 1]}
 * @param layer its last layer
 * @param middle {@code [first layer | 1]} when there are two layers, else {@code all}
 * @param lower the first layer, in either
 * @param down gradient of the last layer
 * @param lowerDown gradient of the first layer; the same room when there is one layer
 * @param scores one column
 */
record NetworkBatch(
    INDArray all,
    INDArray inputs,
    INDArray layer,
    INDArray middle,
    INDArray lower,
    INDArray down,
    INDArray lowerDown,
    INDArray scores) {

  static NetworkBatch of(Samples samples, int[] order, int from, int to, int first, int second) {
    int rows = to - from;
    int last = second > 0 ? second : first;
    int width = samples.width();
    float[] values = new float[rows * (last + width + 1)];
    for (int i = 0; i < rows; i++) {
      for (int f = 0; f < width; f++) {
        values[(last + f) * rows + i] = (float) samples.x()[order[from + i] * width + f];
      }
      values[(last + width) * rows + i] = 1;
    }
    INDArray all = Nd4j.create(values, new long[] {rows, last + width + 1}, 'f');
    INDArray layer = columns(all, 0, last);
    INDArray middle = second > 0 ? withOnes(rows, first) : all;
    INDArray down = room(rows, last);
    return new NetworkBatch(
        all,
        columns(all, last, last + width + 1),
        layer,
        middle,
        second > 0 ? columns(middle, 0, first) : layer,
        down,
        second > 0 ? room(rows, first) : down,
        room(rows, 1));
  }

  int rows() {
    return (int) scores.rows();
  }

  private static INDArray withOnes(int rows, int units) {
    float[] values = new float[rows * (units + 1)];
    Arrays.fill(values, rows * units, values.length, 1);
    return Nd4j.create(values, new long[] {rows, units + 1}, 'f');
  }

  private static INDArray room(int rows, int columns) {
    return Nd4j.create(DataType.FLOAT, new long[] {rows, columns}, 'f');
  }

  private static INDArray columns(INDArray matrix, int from, int to) {
    return matrix.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to));
  }
}
