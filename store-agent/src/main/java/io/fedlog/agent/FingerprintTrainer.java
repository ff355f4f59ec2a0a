package io.fedlog.agent;

import io.fedlog.learning.noise.NoiseKey;
import io.fedlog.learning.noise.NoiseStream;
import io.fedlog.runtime.models.Model;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.RoundDefinition;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives a trainer the means to say which data it used without telling it: a function of the data's
 * digest and the store's secret. A digest alone would let everybody who guesses a small data set
 * confirm the guess.
 */
final class FingerprintTrainer implements StoreTrainer {
  private static final String LABEL = "fedlog data fingerprint";
  private static final int WORDS = 4;

  private final StoreTrainer trainer;
  private final Supplier<NoiseKey> secret;

  /**
   * @param secret the store's own, the same after a restart; asked when a trainer wants it
   */
  FingerprintTrainer(StoreTrainer trainer, Supplier<NoiseKey> secret) {
    this.trainer = trainer;
    this.secret = secret;
  }

  @Override
  public TrainedUpdate train(RoundInputs inputs) {
    return trainer.train(inputs.with(this::fingerprint));
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

  @Override
  public boolean interruptible() {
    return trainer.interruptible();
  }

  @Override
  public Optional<Evaluated> evaluate(
      Model model, List<Model> requires, byte @Nullable [] localPart) {
    return trainer.evaluate(model, requires, localPart);
  }

  @Override
  public void persisted(RoundDefinition round) {
    trainer.persisted(round);
  }

  @Override
  public void published(ModelManifest version) {
    trainer.published(version);
  }
}
