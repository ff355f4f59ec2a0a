package io.fedlog.agent.train;

import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * One or two tanh layers beside a linear part, in single precision.
 *
 * <p>The flat vector holds, in the order of the layout, [weights; bias] of each layer, then output
 * weights, linear weights and intercept. Read as column-major matrices these are {@code units x
 * (inputs + 1)} and one column, so a layer and the output are one matrix product each when the inputs
 * carry a column of ones: a batch is {@code [last layer | x | 1]}, column-major, and the first layer
 * reads its {@code [x | 1]}.
 */
final class MultilayerNetwork {
  private final int width;
  private final int first;
  private final int second;
  private final int last;

  MultilayerNetwork(int width, List<Integer> hidden) {
    this.width = width;
    first = hidden.get(0);
    second = hidden.size() == 2 ? hidden.get(1) : 0;
    last = second > 0 ? second : first;
  }

  /** The number of parameters. */
  int size() {
    return first * (width + 1) + second * (first + 1) + last + width + 1;
  }

  /** A batch of rows; the columns of the last layer are filled by {@link #forward}. */
  INDArray batch(Samples samples, int[] rows, int from, int to) {
    int count = to - from;
    float[] values = new float[count * (last + width + 1)];
    for (int i = 0; i < count; i++) {
      int row = rows[from + i];
      for (int f = 0; f < width; f++) {
        values[(last + f) * count + i] = (float) samples.x()[row * width + f];
      }
      values[(last + width) * count + i] = 1;
    }
    return Nd4j.create(values, new long[] {count, last + width + 1}, 'f');
  }

  /** The middle layer's room for a batch: {@code [layer | 1]}; only with two layers. */
  private INDArray middle(int count) {
    float[] values = new float[count * (first + 1)];
    java.util.Arrays.fill(values, count * first, values.length, 1);
    return Nd4j.create(values, new long[] {count, first + 1}, 'f');
  }

  private INDArray columns(INDArray matrix, int from, int to) {
    return matrix.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to));
  }

  private INDArray part(INDArray flat, int offset, int rows, int columns) {
    return flat.get(NDArrayIndex.interval(offset, offset + rows * columns))
        .reshape('f', rows, columns);
  }

  private int secondOffset() {
    return first * (width + 1);
  }

  private int outputOffset() {
    return secondOffset() + second * (first + 1);
  }

  /** What a pass leaves behind for the way back. */
  record Pass(INDArray batch, INDArray middle, INDArray scores) {}

  /** Scores a batch: {@code rows x 1}. */
  Pass forward(INDArray flat, INDArray batch) {
    int count = (int) batch.rows();
    INDArray inputs = columns(batch, last, last + width + 1);
    INDArray layer = columns(batch, 0, last);
    INDArray middle = second > 0 ? middle(count) : batch;
    INDArray lower = second > 0 ? columns(middle, 0, first) : layer;
    Nd4j.gemm(inputs, part(flat, 0, first, width + 1), lower, false, true, 1, 0);
    Transforms.tanh(lower, false);
    if (second > 0) {
      INDArray weights = part(flat, secondOffset(), second, first + 1);
      Nd4j.gemm(middle, weights, layer, false, true, 1, 0);
      Transforms.tanh(layer, false);
    }
    INDArray output = part(flat, outputOffset(), last + width + 1, 1);
    INDArray scores = Nd4j.create(DataType.FLOAT, new long[] {count, 1}, 'f');
    Nd4j.gemm(batch, output, scores, false, false, 1, 0);
    return new Pass(batch, middle, scores);
  }

  /**
   * Writes the gradient of every parameter.
   *
   * @param outer derivative of the loss by each score, {@code rows x 1}; the pass is used up
   */
  void backward(INDArray flat, Pass pass, INDArray outer, INDArray gradient) {
    int count = (int) outer.rows();
    INDArray layer = columns(pass.batch(), 0, last);
    INDArray inputs = columns(pass.batch(), last, last + width + 1);
    int offset = outputOffset();
    Nd4j.gemm(
        pass.batch(), outer, part(gradient, offset, last + width + 1, 1), true, false, 1, 0);
    INDArray down = Nd4j.create(DataType.FLOAT, new long[] {count, last}, 'f');
    Nd4j.gemm(outer, part(flat, offset, last, 1), down, false, true, 1, 0);
    throughTanh(down, layer);
    if (second > 0) {
      INDArray weights = part(flat, secondOffset(), second, first + 1);
      INDArray own = part(gradient, secondOffset(), second, first + 1);
      Nd4j.gemm(down, pass.middle(), own, true, false, 1, 0);
      INDArray lower = Nd4j.create(DataType.FLOAT, new long[] {count, first}, 'f');
      Nd4j.gemm(down, columns(weights, 0, first), lower, false, false, 1, 0);
      throughTanh(lower, columns(pass.middle(), 0, first));
      down = lower;
    }
    Nd4j.gemm(down, inputs, part(gradient, 0, first, width + 1), true, false, 1, 0);
  }

  /** down x (1 - tanh^2), where layer holds the tanh and is used up. */
  private static void throughTanh(INDArray down, INDArray layer) {
    layer.muli(layer).rsubi(1);
    down.muli(layer);
  }
}
