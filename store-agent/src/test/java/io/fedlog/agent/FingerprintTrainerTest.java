package io.fedlog.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.learning.noise.NoiseKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A store's data have a name that only the store can make. */
class FingerprintTrainerTest {

  @Test
  void shouldGiveTheSame_whenDataAndSecretAreTheSame() {
    String first = of(key(1), "digest");

    assertThat(first).matches("[0-9a-f]{64}").isNotEqualTo("digest");
    assertThat(of(key(1), "digest")).isEqualTo(first);
    assertThat(of(key(1), "digest2")).isNotEqualTo(first);
    assertThat(of(key(2), "digest")).isNotEqualTo(first);
  }

  @Test
  void shouldSayNothing_whenThereIsNoSecret() {
    assertThat(inputs().fingerprints().of("digest")).isNull();
    assertThat(inputs().within(Duration.ZERO).with(d -> "x" + d).fingerprints().of("d"))
        .isEqualTo("xd");
  }

  private static @Nullable String of(NoiseKey key, String digest) {
    Map<String, String> seen = new HashMap<>();
    StoreTrainer trainer =
        inputs -> {
          seen.put("it", inputs.fingerprints().of(digest));
          return new TrainedUpdate(new byte[4], 1, Map.of(), seen.get("it"));
        };
    return new FingerprintTrainer(trainer, () -> key).train(inputs()).datasetFingerprint();
  }

  private static RoundInputs inputs() {
    return new RoundInputs(Rounds.open("r"), null, List.of());
  }

  private static NoiseKey key(int seed) {
    byte[] secret = new byte[NoiseKey.BYTES];
    Arrays.fill(secret, (byte) seed);
    return new NoiseKey(secret);
  }
}
