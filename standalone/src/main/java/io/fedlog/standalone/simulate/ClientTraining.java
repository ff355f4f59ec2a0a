package io.fedlog.standalone.simulate;

import io.fedlog.learning.client.ClientMethod;
import io.fedlog.learning.client.ControlVariates;
import io.fedlog.learning.client.LocalSteps;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A store's training by the chain's client method, as a live store does it. With SCAFFOLD versions
 * and updates hold the model and then its control variates. Remembers each store's own variate of
 * the last update that went into a round with a version. Not thread-safe.
 */
final class ClientTraining {
  private final SgdTrainer trainer;
  private final SgdSettings settings;
  private final double share;
  private final Map<Integer, double[]> controls = new HashMap<>();
  private final Map<Integer, double[]> sent = new HashMap<>();

  /**
   * What came of a training.
   *
   * @param update what an honest store sends
   * @param control its control variate once a version is made of that; null without SCAFFOLD
   */
  record Trained(float[] update, double @Nullable [] control) {}

  /**
   * Training of stores that have not trained yet.
   *
   * @param share of all stores whose updates a round wants
   */
  ClientTraining(SgdTrainer trainer, SgdSettings settings, double share) {
    this.trainer = trainer;
    this.settings = settings;
    this.share = share;
  }

  /** Numbers of a version that stores train from. */
  static int versionSize(ClientMethod method, int parameters) {
    return method == ClientMethod.SCAFFOLD ? Math.multiplyExact(2, parameters) : parameters;
  }

  /** Trains, and changes nothing. */
  Trained train(int store, float[] base, LabelledRows rows, int[] mine, Random order) {
    double[] version = SoftmaxModel.doubles(base);
    return switch (settings.client()) {
      case FEDAVG, FEDPROX -> plain(trainer.train(version, null, rows, mine, order));
      case FEDNOVA -> {
        double[] trained = trainer.train(version, null, rows, mine, order);
        yield plain(LocalSteps.normalised(version, trained, settings.steps(mine.length)));
      }
      case SCAFFOLD -> corrected(store, version, rows, mine, order);
    };
  }

  /** The store has sent what came of its training. */
  void sent(int store, Trained trained) {
    double[] control = trained.control();
    if (control != null) {
      sent.put(store, control);
    }
  }

  /** The round is over that updates were sent in. */
  void over(boolean completed) {
    if (completed) {
      controls.putAll(sent);
    }
    sent.clear();
  }

  /** What a seal states of an update of so many rows. */
  Map<String, Double> metrics(int rows) {
    return settings.client() == ClientMethod.FEDNOVA
        ? Map.of(LocalSteps.METRIC, (double) settings.steps(rows))
        : Map.of();
  }

  private Trained corrected(
      int store, double[] version, LabelledRows rows, int[] mine, Random order) {
    int size = version.length / 2;
    double[] start = Arrays.copyOf(version, size);
    ControlVariates variates =
        new ControlVariates(
            Arrays.copyOfRange(version, size, version.length),
            controls.getOrDefault(store, new double[size]));
    double[] trained = trainer.train(start, variates.correction(), rows, mine, order);
    double[] next =
        variates.next(start, trained, settings.steps(mine.length), settings.learningRate());
    double[] update = Arrays.copyOf(trained, version.length);
    System.arraycopy(variates.upload(next, share), 0, update, size, size);
    return new Trained(floats(update), next);
  }

  private static Trained plain(double[] update) {
    return new Trained(floats(update), null);
  }

  private static float[] floats(double[] exact) {
    float[] rounded = new float[exact.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) exact[i];
    }
    return rounded;
  }
}
