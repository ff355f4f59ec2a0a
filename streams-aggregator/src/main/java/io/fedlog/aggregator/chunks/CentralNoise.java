package io.fedlog.aggregator.chunks;

import io.fedlog.learning.method.FinaliseException;
import io.fedlog.learning.method.SumNoise;
import io.fedlog.learning.noise.DiscreteGaussian;
import io.fedlog.learning.noise.DiscreteLaplace;
import io.fedlog.learning.noise.DiscreteNoise;
import io.fedlog.learning.noise.NoiseKey;
import io.fedlog.learning.noise.Scale;
import io.fedlog.learning.privacy.PrivacyTerms;
import io.fedlog.schemas.Decision;
import io.fedlog.schemas.RoundDefinition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The noise that a decided round's sums get before they are divided. It is a function of the
 * installation's secret and of all that the noisy sum depends on: the round and its rules, the
 * decision with its cohort, the chunk, and the exact sum itself. So a retry, a restart or a replay
 * draws the same noise, and anything else other noise, even where a log was wiped and its names
 * were given again. Immutable.
 */
public final class CentralNoise {
  private static final String LABEL = "fedlog central noise 1";
  private static final String NAMING = "fedlog noise key id";

  private final @Nullable NoiseKey key;
  private final @Nullable String keyId;

  /**
   * Noise of a secret.
   *
   * @param key the installation's; null for none, with which no sum can be made noisy
   */
  public CentralNoise(@Nullable NoiseKey key) {
    this.key = key;
    this.keyId = key == null ? null : String.format("%016x", key.stream(NAMING).nextLong());
  }

  /** Names the secret, without telling it; null when there is none. */
  public @Nullable String keyId() {
    return keyId;
  }

  /** Names the secret that the round's noise is of; null for a round without such noise. */
  @Nullable String keyId(LiveRound round) {
    return round.plan.addsNoise() ? keyId : null;
  }

  /**
   * The noise of one chunk of a decided round; null for a round without such noise.
   *
   * @throws FinaliseException when there is no secret to draw it from, or another than the decision
   *     names: of two secrets there would be two noises, whose readers need pay for one
   */
  @Nullable SumNoise of(LiveRound round, Decision decision, int chunk) {
    PrivacyTerms privacy = round.plan.privacy();
    if (privacy == null || !round.plan.addsNoise()) {
      return null;
    }
    if (key == null) {
      throw new FinaliseException(
          "its noise needs FL_NOISE_KEY_FILE, which is not set: give every aggregator the same file"
              + " of 32 secret bytes");
    }
    if (!Objects.equals(keyId, decision.getNoiseKeyId())) {
      throw new FinaliseException(
          "its noise is of key %s, this aggregator's FL_NOISE_KEY_FILE holds key %s: give every aggregator the same file, and define the round again under another id"
              .formatted(decision.getNoiseKeyId(), keyId));
    }
    NoiseKey secret = key;
    DiscreteNoise noise = noise(privacy);
    byte[] decided = decided(round, decision, privacy);
    byte[] index = ByteBuffer.allocate(Integer.BYTES).putInt(0, chunk).array();
    return sums ->
        noise.addTo(sums, 0, sums.length, secret.stream(LABEL, decided, index, digest(sums)));
  }

  private static DiscreteNoise noise(PrivacyTerms privacy) {
    Scale scale = Scale.of(privacy.noiseUnits());
    return switch (privacy.noise()) {
      case LAPLACE -> new DiscreteLaplace(scale);
      case GAUSSIAN -> new DiscreteGaussian(scale);
    };
  }

  /**
   * What the decision makes noisy: SHA-256 over texts after their lengths, and big-endian longs.
   */
  private static byte[] decided(LiveRound round, Decision decision, PrivacyTerms privacy) {
    RoundDefinition definition = round.plan.definition();
    MessageDigest sha256 = sha256();
    text(sha256, definition.getRoundId());
    text(sha256, definition.getModelType());
    number(sha256, definition.getCreatedAt().toEpochMilli());
    number(sha256, round.plan.baseVersion());
    number(sha256, definition.getGrid().getUnitExponent());
    text(sha256, privacy.mode().name());
    text(sha256, privacy.noise().name());
    number(sha256, privacy.clipUnits());
    number(sha256, privacy.noiseUnits());
    number(sha256, decision.getVersion());
    number(sha256, decision.getLogOffset());
    for (Map.Entry<String, Long> update : new TreeMap<>(round.wanted).entrySet()) {
      text(sha256, update.getKey());
      number(sha256, update.getValue());
    }
    return sha256.digest();
  }

  private static byte[] digest(long[] sums) {
    ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(sums.length, Long.BYTES));
    bytes.asLongBuffer().put(sums);
    return sha256().digest(bytes.array());
  }

  private static void text(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    number(digest, bytes.length);
    digest.update(bytes);
  }

  private static void number(MessageDigest digest, long number) {
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, number));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256, which every Java must have", e);
    }
  }
}
