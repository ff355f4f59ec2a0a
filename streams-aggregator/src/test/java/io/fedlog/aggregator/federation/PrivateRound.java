package io.fedlog.aggregator.federation;

import io.fedlog.learning.noise.DiscreteGaussian;
import io.fedlog.learning.noise.DiscreteLaplace;
import io.fedlog.learning.noise.NoiseKey;
import io.fedlog.learning.noise.NoiseStream;
import io.fedlog.learning.noise.Scale;
import io.fedlog.schemas.Action;
import io.fedlog.schemas.Command;
import io.fedlog.schemas.Decision;
import io.fedlog.schemas.Grid;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.Noise;
import io.fedlog.schemas.PrivacyBudget;
import io.fedlog.schemas.PrivacyMode;
import io.fedlog.schemas.PrivacyRules;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.UpdateEncoding;
import io.fedlog.schemas.Weighting;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Rounds under privacy, and once more what becomes of them, by plain integers. */
final class PrivateRound {
  static final byte[] SECRET = "thirty-two bytes that nobody has".getBytes(StandardCharsets.UTF_8);
  static final NoiseKey KEY = new NoiseKey(SECRET);
  static final int UNIT_EXPONENT = 24;

  /** An L2 norm of 200: 33,000 numbers of variance 1 have about 182. */
  static final long CLIP = 200L << UNIT_EXPONENT;

  private PrivateRound() {}

  /** Gaussian noise of a sigma as large as the clip: rho is 1/2. */
  static RoundDefinition.Builder central(
      String id, int parameters, int stores, ModelReference base) {
    return of(id, parameters, stores, base, PrivacyMode.CENTRAL, Noise.GAUSSIAN, CLIP, CLIP);
  }

  static RoundDefinition.Builder of(
      String id,
      int parameters,
      int stores,
      ModelReference base,
      PrivacyMode mode,
      Noise noise,
      long clip,
      long scale) {
    return Definitions.weighted(id, "m", parameters, stores)
        .setMethod("fedavg")
        .setWeighting(Weighting.EQUAL)
        .setGrid(new Grid(UNIT_EXPONENT, 1024.0, 0, 1L, 1 << 10, 1))
        .setUpdateEncoding(UpdateEncoding.GRID)
        .setBase(base)
        .setPrivacyMode(mode.name().toLowerCase(Locale.ROOT))
        .setPrivacy(new PrivacyRules(mode, noise, clip, scale, 1e-5));
  }

  static Command budget(double epsilon) {
    return Command.newBuilder()
        .setCommandId("budget-" + epsilon)
        .setAction(Action.SET_PRIVACY_BUDGET)
        .setModelType("m")
        .setBudget(new PrivacyBudget(epsilon, 1e-5))
        .setIssuedBy("ann")
        .setIssuedAt(Instant.EPOCH)
        .build();
  }

  /** One update that counts once, as every one does under privacy. */
  static Update draw(String storeId, int parameters, long seed) {
    return Update.draw(storeId, parameters, seed).weighing(1);
  }

  /**
   * The model: for every chunk the exact sum of the updates' units and the noise, over how many
   * they are, added to the base. Of as many updates as a power of two, so that nothing is rounded
   * but the model's floats.
   */
  static byte[] expected(
      RoundDefinition round, Decision decision, List<Update> cohort, float[] base)
      throws Exception {
    int numbers = round.getChunkBytes() / Float.BYTES;
    ByteBuffer model = ByteBuffer.allocate(4 * base.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0, chunk = 0; from < base.length; from += numbers, chunk++) {
      long[] sums = new long[Math.min(numbers, base.length - from)];
      for (Update update : cohort) {
        for (int i = 0; i < sums.length; i++) {
          sums[i] += Math.round(update.values()[from + i] * Math.pow(2, UNIT_EXPONENT));
        }
      }
      long[] noise = noise(round, decision, cohort, chunk, sums);
      for (int i = 0; i < sums.length; i++) {
        double mean = (double) (sums[i] + noise[i]) / cohort.size() * Math.pow(2, -UNIT_EXPONENT);
        model.putFloat((float) (base[from + i] + mean));
      }
    }
    return model.array();
  }

  /** The noise of one chunk, from the secret and what the documentation says it is bound to. */
  static long[] noise(
      RoundDefinition round, Decision decision, List<Update> cohort, int chunk, long[] sums)
      throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    text(out, round.getRoundId());
    text(out, round.getModelType());
    out.writeLong(round.getCreatedAt().toEpochMilli());
    out.writeLong(round.getBase().getVersion());
    out.writeLong(round.getGrid().getUnitExponent());
    text(out, round.getPrivacy().getMode().name());
    text(out, round.getPrivacy().getNoise().name());
    out.writeLong(round.getPrivacy().getClipUnits());
    out.writeLong(round.getPrivacy().getNoiseUnits());
    out.writeLong(decision.getVersion());
    out.writeLong(decision.getLogOffset());
    for (Update update : cohort.stream().sorted(Comparator.comparing(Update::storeId)).toList()) {
      text(out, update.storeId());
      out.writeLong(update.attemptId());
    }
    byte[] decided = MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());
    ByteBuffer exact = ByteBuffer.allocate(8 * sums.length);
    exact.asLongBuffer().put(sums);
    NoiseStream stream =
        KEY.stream(
            "fedlog central noise 1",
            decided,
            ByteBuffer.allocate(4).putInt(0, chunk).array(),
            MessageDigest.getInstance("SHA-256").digest(exact.array()));
    long[] noise = new long[sums.length];
    Scale scale = Scale.of(round.getPrivacy().getNoiseUnits());
    if (round.getPrivacy().getNoise() == Noise.GAUSSIAN) {
      new DiscreteGaussian(scale).addTo(noise, 0, noise.length, stream);
    } else {
      new DiscreteLaplace(scale).addTo(noise, 0, noise.length, stream);
    }
    return noise;
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.writeLong(utf8.length);
    out.write(utf8);
  }
}
