package io.fedlog.coordinator.rounds;

import io.fedlog.runtime.upload.RoundPrivacy;
import io.fedlog.schemas.Noise;
import io.fedlog.schemas.PrivacyMode;
import io.fedlog.schemas.PrivacyRules;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Privacy in the configuration of a single round: {@code privacy_mode}, {@code privacy_epsilon},
 * {@code privacy_delta}, {@code privacy_clip_norm}, {@code privacy_noise}. The trainers find them
 * there too.
 */
public final class PrivacyConfig {

  static final String EPSILON = "privacy_epsilon";
  private static final String DELTA = "privacy_delta";
  private static final String CLIP_NORM = "privacy_clip_norm";
  private static final String NOISE = "privacy_noise";

  private PrivacyConfig() {}

  /**
   * What the configuration asks for; empty under mode none.
   *
   * @throws IllegalArgumentException naming the key, what came and what was expected
   */
  public static Optional<PrivacyWish> wish(Map<String, String> config) {
    if (!RoundPrivacy.acts(config)) {
      return Optional.empty();
    }
    PrivacyMode mode =
        one(PrivacyMode.values(), RoundPrivacy.MODE, config.getOrDefault(RoundPrivacy.MODE, ""));
    Noise noise = one(Noise.values(), NOISE, config.getOrDefault(NOISE, "gaussian"));
    return Optional.of(
        new PrivacyWish(
            mode,
            noise,
            number(config, EPSILON, null),
            number(config, DELTA, noise == Noise.LAPLACE ? "0" : null),
            number(config, CLIP_NORM, null),
            1));
  }

  /** A configuration that tells the mode, so that stores keep to themselves what it hides. */
  public static Map<String, String> telling(Map<String, String> config, PrivacyMode mode) {
    Map<String, String> all = new TreeMap<>(config);
    all.put(RoundPrivacy.MODE, lower(mode));
    return all;
  }

  /** A copy without privacy: each round says for itself what acts in it. */
  public static Map<String, String> without(Map<String, String> config) {
    Map<String, String> all = new TreeMap<>(config);
    all.keySet().removeAll(Set.of(RoundPrivacy.MODE, EPSILON, DELTA, CLIP_NORM, NOISE));
    return all;
  }

  /** The mode as rounds write it. */
  static String name(@Nullable PrivacyRules rules) {
    return rules == null ? RoundPrivacy.NONE : lower(rules.getMode());
  }

  private static <E extends Enum<E>> E one(E[] values, String key, String text) {
    for (E value : values) {
      if (lower(value).equals(text.toLowerCase(Locale.ROOT))) {
        return value;
      }
    }
    throw new IllegalArgumentException(
        "%s: expected one of %s, came \"%s\""
            .formatted(key, Arrays.stream(values).map(PrivacyConfig::lower).toList(), text));
  }

  private static double number(Map<String, String> config, String key, @Nullable String absent) {
    String text = config.getOrDefault(key, absent);
    try {
      if (text != null) {
        return Double.parseDouble(text);
      }
    } catch (NumberFormatException e) {
      // Reported below, with what was expected.
    }
    throw new IllegalArgumentException(
        "%s: expected a number under privacy_mode %s, came %s"
            .formatted(
                key, config.get(RoundPrivacy.MODE), text == null ? "none" : "\"" + text + "\""));
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
