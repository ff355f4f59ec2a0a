package io.fedlog.agent;

import io.fedlog.learning.noise.NoiseKey;
import io.fedlog.learning.noise.NoiseStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Gives a trainer the means to say which data it used without telling it: a function of the data's
 * digest and the store's secret. A digest alone would let everybody who guesses a small data set
 * confirm the guess.
 */
final class FingerprintTrainer extends ForwardingTrainer {
  private static final String LABEL = "fedlog data fingerprint";
  private static final int WORDS = 4;

  private final Supplier<NoiseKey> secret;

  /**
   * @param secret the store's own, the same after a restart; asked when a trainer wants it
   */
  FingerprintTrainer(StoreTrainer trainer, Supplier<NoiseKey> secret) {
    super(trainer);
    this.secret = secret;
  }

  @Override
  public TrainedUpdate train(RoundInputs inputs) {
    return super.train(inputs.with(this::fingerprint));
  }

  /** 256 bits of a stream that nobody can tell from chance without the secret. */
  private String fingerprint(String digest) {
    NoiseStream stream = secret.get().stream(LABEL, digest.getBytes(StandardCharsets.UTF_8));
    StringBuilder hex = new StringBuilder();
    for (int word = 0; word < WORDS; word++) {
      hex.append(String.format(Locale.ROOT, "%016x", stream.nextLong()));
    }
    return hex.toString();
  }
}
