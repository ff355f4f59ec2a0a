package io.fedlog.agent.train;

import io.fedlog.learning.model.TrainingSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.updaters.AdamUpdater;
import org.nd4j.linalg.factory.Nd4j;

/** Trains a multilayer network by Adam on shuffled batches (Kingma and Ba, ICLR 2015). */
final class MultilayerTrainer {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.99;
  private static final double EPSILON = 1e-6;
  private static final int SCORING_BATCH = 4096;

  private final MultilayerNetwork network;

  MultilayerTrainer(int width, List<Integer> hidden) {
    network = new MultilayerNetwork(width, hidden);
  }

  /**
   * Trains from the base; Adam starts anew, so an update depends on the base and the rows alone.
   *
   * @param mu adds {@code mu (w - base)} to every gradient (FedProx; Li et al., MLSys 2020); 0 for
   *     none
   */
  double[] train(
      Samples samples,
      Response response,
      double[] base,
      TrainingSettings settings,
      double mu,
      long seed) {
    int[] order = shuffled(samples.rows(), new Random(seed));
    int size = settings.batchFor(samples.rows());
    double[] targets = samples.normalised(response);
    List<NetworkBatch> batches = new ArrayList<>();
    for (int from = 0; from < order.length; from += size) {
      batches.add(network.batch(samples, order, from, Math.min(from + size, order.length)));
    }
    MultilayerNetwork.Weights weights = network.weights(vector(base));
    INDArray flat = weights.flat();
    INDArray anchor = vector(base);
    MultilayerNetwork.Weights gradient = network.weights(Nd4j.create(DataType.FLOAT, base.length));
    INDArray squares = Nd4j.create(DataType.FLOAT, base.length);
    INDArray means = Nd4j.create(DataType.FLOAT, base.length);
    int step = 0;
    for (int epoch = 0; epoch < settings.epochsFor(samples.rows()); epoch++) {
      int from = 0;
      for (NetworkBatch batch : batches) {
        network.forward(weights, batch);
        derive(batch.scores(), targets, order, from, response);
        network.backward(weights, batch, gradient);
        if (mu > 0) {
          pull(gradient.flat(), flat, anchor, mu);
        }
        Nd4j.exec(
            new AdamUpdater(
                gradient.flat(),
                squares,
                means,
                settings.learningRate(),
                BETA1,
                BETA2,
                EPSILON,
                step++));
        flat.subi(gradient.flat());
        from += batch.rows();
      }
    }
    return flat.data().asDouble();
  }

  /** The gradient of the mean loss of the rows {@code order[from]} up to {@code order[to - 1]}. */
  double[] gradient(
      Samples samples,
      double[] targets,
      Response response,
      double[] parameters,
      int[] order,
      int from,
      int to) {
    MultilayerNetwork.Weights weights = network.weights(vector(parameters));
    MultilayerNetwork.Weights gradient =
        network.weights(Nd4j.create(DataType.FLOAT, parameters.length));
    NetworkBatch batch = network.batch(samples, order, from, to);
    network.forward(weights, batch);
    derive(batch.scores(), targets, order, from, response);
    network.backward(weights, batch, gradient);
    return gradient.flat().data().asDouble();
  }

  /** The score of every row. */
  double[] scores(Samples samples, double[] parameters) {
    MultilayerNetwork.Weights weights = network.weights(vector(parameters));
    int[] order = new int[samples.rows()];
    Arrays.setAll(order, i -> i);
    double[] scores = new double[samples.rows()];
    for (int from = 0; from < scores.length; from += SCORING_BATCH) {
      int to = Math.min(from + SCORING_BATCH, scores.length);
      NetworkBatch batch = network.batch(samples, order, from, to);
      network.forward(weights, batch);
      System.arraycopy(batch.scores().data().asDouble(), 0, scores, from, to - from);
    }
    return scores;
  }

  /** Adds the derivative of half mu times the squared distance to the anchor. */
  static void pull(INDArray gradient, INDArray weights, INDArray anchor, double mu) {
    gradient.addi(weights.sub(anchor).muli(mu));
  }

  /** Replaces scores by the derivative of the batch's mean loss. */
  private static void derive(
      INDArray scores, double[] targets, int[] order, int from, Response response) {
    DataBuffer values = scores.data();
    int rows = (int) values.length();
    for (int i = 0; i < rows; i++) {
      double gradient = response.gradient(values.getFloat(i), targets[order[from + i]]);
      values.put(i, (float) (gradient / rows));
    }
  }

  private INDArray vector(double[] parameters) {
    if (parameters.length != network.size()) {
      throw new IllegalArgumentException(
          parameters.length + " parameters came, expected " + network.size());
    }
    float[] values = new float[parameters.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) parameters[i];
    }
    return Nd4j.createFromArray(values);
  }

  /** The numbers from 0 on, in a random order. */
  static int[] shuffled(int rows, Random random) {
    int[] order = new int[rows];
    for (int i = 0; i < rows; i++) {
      int other = random.nextInt(i + 1);
      order[i] = order[other];
      order[other] = i;
    }
    return order;
  }
}
