package io.fedlog.standalone.simulate;

import io.fedlog.standalone.simulate.Chance.Purpose;
import java.util.Random;

/** An invented classification: each label is a cloud around a centre of its own. */
final class SyntheticRows {
  private static final int WIDTH = 20;
  private static final int CLASSES = 10;
  private static final int HELD_OUT = 2_000;

  /** Deviation of the centres, that of the rows around them being 1: labels overlap. */
  private static final double SPREAD = 0.5;

  private SyntheticRows() {}

  static LearningTask of(Chance chance, int trainingRows) {
    Random random = chance.of(Purpose.ROWS);
    double[] centres = new double[CLASSES * WIDTH];
    for (int i = 0; i < centres.length; i++) {
      centres[i] = SPREAD * random.nextGaussian();
    }
    return new LearningTask(
        "%d invented labels".formatted(CLASSES),
        rows(centres, trainingRows, random),
        rows(centres, HELD_OUT, random));
  }

  private static LabelledRows rows(double[] centres, int count, Random random) {
    float[] features = new float[Math.multiplyExact(count, WIDTH)];
    int[] labels = new int[count];
    for (int row = 0; row < count; row++) {
      labels[row] = random.nextInt(CLASSES);
      for (int f = 0; f < WIDTH; f++) {
        double value = centres[labels[row] * WIDTH + f] + random.nextGaussian();
        features[row * WIDTH + f] = (float) value;
      }
    }
    return new LabelledRows(WIDTH, CLASSES, features, labels);
  }
}
