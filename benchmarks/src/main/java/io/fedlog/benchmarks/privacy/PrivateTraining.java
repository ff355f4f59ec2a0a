package io.fedlog.benchmarks.privacy;

import io.fedlog.coordinator.rounds.PrivacyWish;
import io.fedlog.learning.encoding.GridUnits;
import io.fedlog.learning.exact.Grid;
import io.fedlog.learning.method.ChunkAggregate;
import io.fedlog.learning.method.ChunkTerms;
import io.fedlog.learning.method.Encoding;
import io.fedlog.learning.method.FinaliseTerms;
import io.fedlog.learning.method.Methods;
import io.fedlog.learning.method.StreamedMethod;
import io.fedlog.learning.method.UpdateValues;
import io.fedlog.learning.noise.DiscreteGaussian;
import io.fedlog.learning.noise.DiscreteLaplace;
import io.fedlog.learning.noise.DiscreteNoise;
import io.fedlog.learning.noise.NoiseKey;
import io.fedlog.learning.noise.NoiseStream;
import io.fedlog.learning.noise.Scale;
import io.fedlog.learning.privacy.ClippedUpdate;
import io.fedlog.learning.privacy.PrivacyTerms;
import io.fedlog.schemas.PrivacyRules;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Rounds of fedavg in memory, by the classes that agents and the aggregator use: differences on the
 * grid, clipped, summed exactly, with noise on each or on the sum.
 */
final class PrivateTraining {
  private static final double LARGEST = 1024;

  private final TelcoStores stores;
  private final Grid grid;
  private final @Nullable PrivacyTerms terms;
  private final int rounds;

  /**
   * @param wish null for no clipping and no noise
   */
  PrivateTraining(TelcoStores stores, int rounds, @Nullable PrivacyWish wish) {
    this.stores = stores;
    this.rounds = rounds;
    this.grid = Grid.finest(LARGEST, 0, 1, stores.count(), 1);
    this.terms = wish == null ? null : terms(wish.rules(grid));
  }

  private static PrivacyTerms terms(PrivacyRules rules) {
    return new PrivacyTerms(
        PrivacyTerms.Mode.valueOf(rules.getMode().name()),
        PrivacyTerms.Noise.valueOf(rules.getNoise().name()),
        rules.getClipUnits(),
        rules.getNoiseUnits(),
        rules.getDelta());
  }

  /** Scale of the noise over the sensitivity; 0 without. */
  double noiseMultiplier() {
    return terms == null ? 0 : (double) terms.noiseUnits() / terms.sensitivityUnits();
  }

  /** AUC of the last version. */
  double auc(int seed) {
    byte[] secret = new byte[NoiseKey.BYTES];
    new SplittableRandom(seed).nextBytes(secret);
    NoiseKey key = new NoiseKey(secret);
    double[] model = stores.first();
    for (int round = 1; round <= rounds; round++) {
      model = round(model, round, key);
    }
    return stores.auc(model);
  }

  private double[] round(double[] base, int round, NoiseKey key) {
    ByteBuffer[] updates = new ByteBuffer[stores.count()];
    for (int store = 0; store < updates.length; store++) {
      double[] differences = stores.train(store, base);
      for (int i = 0; i < differences.length; i++) {
        differences[i] -= base[i];
      }
      updates[store] = ByteBuffer.wrap(payload(differences, stream(key, round, store)));
    }
    ChunkTerms chunk =
        new ChunkTerms(
            Encoding.FLOAT32, grid, 0, base.length * Float.BYTES, Map.of(), UpdateValues.UNITS);
    ChunkAggregate sum = ((StreamedMethod) Methods.named("fedavg")).newAggregate(chunk);
    long[] ones = new long[updates.length];
    Arrays.fill(ones, 1);
    sum.addAll(List.of(updates), ones);
    boolean central = terms != null && terms.mode() == PrivacyTerms.Mode.CENTRAL;
    return doubles(
        sum.finalise(
            new FinaliseTerms(
                updates.length,
                updates.length,
                ByteBuffer.wrap(bytes(base)),
                null,
                0,
                central
                    ? sums -> noise().addTo(sums, 0, sums.length, stream(key, round, -1))
                    : null)));
  }

  private byte[] payload(double[] differences, NoiseStream stream) {
    if (terms == null) {
      return GridUnits.write(GridUnits.nearest(differences, grid));
    }
    ClippedUpdate clipped = ClippedUpdate.of(differences, terms, grid);
    return terms.mode() == PrivacyTerms.Mode.LOCAL
        ? clipped.toBytesWithNoise(stream)
        : clipped.toBytes();
  }

  private DiscreteNoise noise() {
    PrivacyTerms known = Objects.requireNonNull(terms);
    Scale scale = Scale.of(known.noiseUnits());
    return known.noise() == PrivacyTerms.Noise.LAPLACE
        ? new DiscreteLaplace(scale)
        : new DiscreteGaussian(scale);
  }

  private static NoiseStream stream(NoiseKey key, int round, int store) {
    return key.stream("bench privacy", ByteBuffer.allocate(8).putInt(round).putInt(store).array());
  }

  private static byte[] bytes(double[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      bytes.putFloat((float) value);
    }
    return bytes.array();
  }

  private static double[] doubles(byte[] singles) {
    ByteBuffer bytes = ByteBuffer.wrap(singles).order(ByteOrder.LITTLE_ENDIAN);
    double[] values = new double[singles.length / Float.BYTES];
    for (int i = 0; i < values.length; i++) {
      values[i] = bytes.getFloat();
    }
    return values;
  }
}
