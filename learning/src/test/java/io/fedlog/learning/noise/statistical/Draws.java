package io.fedlog.learning.noise.statistical;

import io.fedlog.learning.noise.DiscreteGaussian;
import io.fedlog.learning.noise.DiscreteLaplace;
import io.fedlog.learning.noise.DiscreteNoise;
import io.fedlog.learning.noise.NoiseKey;
import io.fedlog.learning.noise.NoiseStream;
import io.fedlog.learning.noise.Scale;
import java.util.Arrays;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

/** A noise, what it should be, and many draws of it by a fixed key. */
record Draws(String name, Reference reference, long[] values) {
  static final int COUNT = 1_000_000;

  /** Both noises at a scale. */
  static Stream<Draws> ofBoth(Scale scale) {
    double value = (double) scale.numerator() / scale.denominator();
    return Stream.of(
        of(new DiscreteLaplace(scale), new Reference.Laplace(value)),
        of(new DiscreteGaussian(scale), Reference.Gaussian.of(value)));
  }

  static NoiseStream stream(String context) {
    byte[] secret = new byte[NoiseKey.BYTES];
    Arrays.fill(secret, (byte) 6);
    return new NoiseKey(secret).stream(context);
  }

  private static Draws of(DiscreteNoise noise, Reference reference) {
    long[] values = new long[COUNT];
    noise.addTo(values, 0, COUNT, stream(noise.toString()));
    return new Draws(noise.toString(), reference, values);
  }

  double scale() {
    return reference.scale();
  }

  /** The share of draws for which something holds. */
  double share(LongPredicate holds) {
    return (double) Arrays.stream(values).filter(holds).count() / values.length;
  }

  @Override
  public String toString() {
    return name;
  }
}
