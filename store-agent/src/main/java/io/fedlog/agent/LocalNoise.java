package io.fedlog.agent;

import io.fedlog.learning.noise.NoiseKey;
import io.fedlog.learning.noise.NoiseStream;
import io.fedlog.learning.privacy.PrivacyTerms;
import io.fedlog.schemas.RoundDefinition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * Noise that a store adds to its own update: all of it, or its share of a sum's. It is a function
 * of the store's secret and of all that the noisy update depends on: the round with its rules, and
 * the clipped update itself. Sent again the update has the same noise, of which more would only
 * take the noise away; another update, or the same under other rules, has other noise. Two scales
 * above all must not share a stream: from two multiples of one noise the update follows exactly.
 */
final class LocalNoise {
  private static final String LABEL = "fedlog local update 2";

  private final Supplier<NoiseKey> key;

  /**
   * @param key the store's own secret, the same after a restart
   */
  LocalNoise(Supplier<NoiseKey> key) {
    this.key = key;
  }

  /**
   * The stream of one update.
   *
   * @param clipped its bytes before the noise
   */
  NoiseStream of(RoundDefinition round, PrivacyTerms privacy, byte[] clipped) {
    return key.get().stream(
        LABEL,
        text(round.getModelType()),
        text(round.getRoundId()),
        number(round.getCreatedAt().toEpochMilli()),
        number(round.getBase() == null ? 0 : round.getBase().getVersion()),
        number(round.getGrid().getUnitExponent()),
        text(privacy.mode().name()),
        text(privacy.noise().name()),
        number(privacy.clipUnits()),
        number(privacy.drawUnits()),
        clipped);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] number(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(0, number).array();
  }
}
