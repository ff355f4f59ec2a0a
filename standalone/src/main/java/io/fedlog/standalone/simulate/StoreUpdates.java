package io.fedlog.standalone.simulate;

import io.fedlog.standalone.simulate.Chance.Purpose;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What each virtual store uploads: its own training, or its attack. An update is a function of the
 * store, the round, the base version and what the store sent before; it is worked out when it is
 * asked for and not kept. Not thread-safe.
 */
final class StoreUpdates {
  private final LabelledRows rows;
  private final LabelledRows mirrored;
  private final int[][] rowsOf;
  private final ClientTraining training;
  private final Hostility hostility;
  private final BitSet hostile;
  private final Chance chance;

  /** What the colluding agreed on for a round. */
  private float @Nullable [] agreed;

  /**
   * The updates of a chain.
   *
   * @param rowsOf each store's rows
   */
  StoreUpdates(
      LabelledRows rows,
      int[][] rowsOf,
      ClientTraining training,
      Hostility hostility,
      Chance chance) {
    this.rows = rows;
    this.mirrored = mirrored(rows);
    this.rowsOf = rowsOf;
    this.training = training;
    this.hostility = hostility;
    this.hostile = hostility.stores(chance, rowsOf.length);
    this.chance = chance;
  }

  /** How many rows a store trains on, or says that it does. */
  int rowsOf(int store) {
    return rowsOf[store].length;
  }

  /** What a store's seal states beside its rows. */
  Map<String, Double> metrics(int store) {
    return training.metrics(rowsOf[store].length);
  }

  boolean isHostile(int store) {
    return hostile.get(store);
  }

  /** Lets the colluding among the asked stores agree, before the first of them uploads. */
  void begin(long round, List<Integer> asked, float[] base) {
    agreed = null;
    List<Integer> colluding =
        hostility.attack() == Attack.COLLUSION
            ? asked.stream().filter(hostile::get).toList()
            : List.of();
    if (!colluding.isEmpty()) {
      agreed = aLittleOff(round, colluding, base);
    }
  }

  /** The round is over that updates were asked for. */
  void end(boolean completed) {
    training.over(completed);
  }

  /** The store's update in a round, which it sends once. */
  float[] of(int store, long round, float[] base) {
    if (!hostile.get(store)) {
      ClientTraining.Trained trained = train(store, round, base, rows);
      training.sent(store, trained);
      return trained.update();
    }
    return switch (hostility.attack()) {
      case SIGN_FLIP -> flipped(honest(store, round, base, rows), base);
      case NOISE -> noisy(honest(store, round, base, rows), base, store, round);
      case LABEL_FLIP -> honest(store, round, base, mirrored);
      case COLLUSION -> agreed == null ? honest(store, round, base, rows) : agreed;
    };
  }

  private float[] honest(int store, long round, float[] base, LabelledRows from) {
    return train(store, round, base, from).update();
  }

  private ClientTraining.Trained train(int store, long round, float[] base, LabelledRows from) {
    Random order = chance.of(Purpose.ORDER_OF_ROWS, store, round);
    return training.train(store, base, from, rowsOf[store], order);
  }

  private float[] flipped(float[] trained, float[] base) {
    float[] sent = new float[base.length];
    for (int i = 0; i < sent.length; i++) {
      sent[i] = (float) (base[i] - hostility.scale() * ((double) trained[i] - base[i]));
    }
    return sent;
  }

  private float[] noisy(float[] trained, float[] base, int store, long round) {
    double squares = 0;
    for (int i = 0; i < base.length; i++) {
      double moved = (double) trained[i] - base[i];
      squares += moved * moved;
    }
    double deviation = hostility.scale() * Math.sqrt(squares / base.length);
    Random noise = chance.of(Purpose.NOISE, store, round);
    float[] sent = new float[base.length];
    for (int i = 0; i < sent.length; i++) {
      sent[i] = (float) (trained[i] + deviation * noise.nextGaussian());
    }
    return sent;
  }

  /** By Welford's running mean and squares, so that no two updates are held. */
  private float[] aLittleOff(long round, List<Integer> colluding, float[] base) {
    double[] mean = new double[base.length];
    double[] squares = new double[base.length];
    int count = 0;
    for (int store : colluding) {
      float[] update = honest(store, round, base, rows);
      count++;
      for (int i = 0; i < mean.length; i++) {
        double off = update[i] - mean[i];
        mean[i] += off / count;
        squares[i] += off * (update[i] - mean[i]);
      }
    }
    float[] sent = new float[base.length];
    for (int i = 0; i < sent.length; i++) {
      sent[i] = (float) (mean[i] - hostility.scale() * Math.sqrt(squares[i] / count));
    }
    return sent;
  }

  private static LabelledRows mirrored(LabelledRows rows) {
    int[] labels = rows.labels().clone();
    for (int i = 0; i < labels.length; i++) {
      labels[i] = rows.classes() - 1 - labels[i];
    }
    return new LabelledRows(rows.width(), rows.classes(), rows.features(), labels);
  }
}
