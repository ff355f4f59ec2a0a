package io.fedlog.standalone.simulate;

import io.fedlog.standalone.simulate.Chance.Purpose;
import java.time.Duration;
import java.util.Random;

/**
 * How long virtual stores take. A store's time to train is the same in every round, so that a slow
 * store is always slow; its uploads differ from round to round. Both are log-normal.
 *
 * @param training median time to fetch the model and to train
 * @param upload median time to upload
 * @param sigma deviation of the times' natural logarithms; 0 for none
 * @param dropOut share of the stores that join a round and are never heard of again in it
 */
public record StoreTimes(Duration training, Duration upload, double sigma, double dropOut) {
  public StoreTimes {
    Flag.require(training.toMillis() >= 1, "--training-time", training, "a length of time above 0");
    Flag.require(upload.toMillis() >= 1, "--upload-time", upload, "a length of time above 0");
    Flag.require(sigma >= 0 && sigma <= 5, "--stragglers", sigma, "a sigma from 0 to 5");
    Flag.require(
        dropOut >= 0 && dropOut < 1, "--drop-out", dropOut, "a share from 0 on and under 1");
  }

  /** In milliseconds. */
  long training(Chance chance, int store) {
    return drawn(training, chance.of(Purpose.TRAINING_TIME, store));
  }

  /** In milliseconds. */
  long upload(Chance chance, int store, long round) {
    return drawn(upload, chance.of(Purpose.UPLOAD_TIME, store, round));
  }

  boolean dropsOut(Chance chance, int store, long round) {
    return chance.of(Purpose.DROP_OUT, store, round).nextDouble() < dropOut;
  }

  private long drawn(Duration median, Random random) {
    double factor = StrictMath.exp(sigma * random.nextGaussian());
    return Math.max(1, Math.round(median.toMillis() * factor));
  }
}
