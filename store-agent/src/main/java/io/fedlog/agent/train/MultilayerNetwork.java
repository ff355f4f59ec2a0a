package io.fedlog.agent.train;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * One or two tanh layers beside a linear part, in single precision.
 *
 * <p>The flat vector holds, in the order of the layout, [weights; bias] of each layer, then output
 * weights, linear weights and intercept. Read as column-major matrices these are {@code units x
 * (inputs + 1)} and one column, so a layer and the output are one matrix product each when the
 * inputs carry a column of ones.
 */
final class MultilayerNetwork {
  private final int width;
  private final int first;
  private final int second;

  MultilayerNetwork(int width, List<Integer> hidden) {
    this.width = width;
    first = hidden.get(0);
    second = hidden.size() == 2 ? hidden.get(1) : 0;
  }

  /** The number of parameters. */
  int size() {
    return first * (width + 1) + second * (first + 1) + last() + width + 1;
  }

  private int last() {
    return second > 0 ? second : first;
  }

  NetworkBatch batch(Samples samples, int[] order, int from, int to) {
    return NetworkBatch.of(samples, order, from, to, first, second);
  }

  /**
   * A flat vector, be it parameters or a gradient, seen as matrices.
   *
   * @param flat all of it
   * @param input of the first layer
   * @param inner of the second layer, null when there is none
   * @param innerUnits its columns without the bias
   * @param output output weights, linear weights and intercept
   * @param outputUnits the output weights alone
   */
  record Weights(
      INDArray flat,
      INDArray input,
      @Nullable INDArray inner,
      @Nullable INDArray innerUnits,
      INDArray output,
      INDArray outputUnits) {}

  Weights weights(INDArray flat) {
    int offset = first * (width + 1);
    INDArray inner = second > 0 ? part(flat, offset, second, first + 1) : null;
    int tail = offset + second * (first + 1);
    return new Weights(
        flat,
        part(flat, 0, first, width + 1),
        inner,
        second > 0 ? part(flat, offset, second, first) : null,
        part(flat, tail, last() + width + 1, 1),
        part(flat, tail, last(), 1));
  }

  /** Fills the batch's scores. */
  void forward(Weights weights, NetworkBatch batch) {
    Nd4j.gemm(batch.inputs(), weights.input(), batch.lower(), false, true, 1, 0);
    Transforms.tanh(batch.lower(), false);
    if (weights.inner() != null) {
      Nd4j.gemm(batch.middle(), weights.inner(), batch.layer(), false, true, 1, 0);
      Transforms.tanh(batch.layer(), false);
    }
    Nd4j.gemm(batch.all(), weights.output(), batch.scores(), false, false, 1, 0);
  }

  /**
   * Fills the gradient of every parameter. The batch's scores hold the derivative of the loss by
   * each score; its layers are used up.
   */
  void backward(Weights weights, NetworkBatch batch, Weights gradient) {
    INDArray outer = batch.scores();
    Nd4j.gemm(batch.all(), outer, gradient.output(), true, false, 1, 0);
    Nd4j.gemm(outer, weights.outputUnits(), batch.down(), false, true, 1, 0);
    throughTanh(batch.down(), batch.layer());
    INDArray inner = gradient.inner();
    if (inner != null && weights.innerUnits() != null) {
      Nd4j.gemm(batch.down(), batch.middle(), inner, true, false, 1, 0);
      Nd4j.gemm(batch.down(), weights.innerUnits(), batch.lowerDown(), false, false, 1, 0);
      throughTanh(batch.lowerDown(), batch.lower());
    }
    Nd4j.gemm(batch.lowerDown(), batch.inputs(), gradient.input(), true, false, 1, 0);
  }

  /** down x (1 - tanh^2), where layer holds the tanh and is used up. */
  private static void throughTanh(INDArray down, INDArray layer) {
    layer.muli(layer).rsubi(1);
    down.muli(layer);
  }

  private static INDArray part(INDArray flat, int offset, int rows, int columns) {
    return flat.get(NDArrayIndex.interval(offset, offset + rows * columns))
        .reshape('f', rows, columns);
  }
}
