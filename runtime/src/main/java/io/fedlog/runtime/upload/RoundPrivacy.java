package io.fedlog.runtime.upload;

import io.fedlog.learning.privacy.PrivacyTerms;
import io.fedlog.schemas.PrivacyMode;
import io.fedlog.schemas.PrivacyRules;
import io.fedlog.schemas.RoundDefinition;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a round says of privacy, in the words of {@code learning}. */
public final class RoundPrivacy {

  /** The value of {@code privacy_mode} where no mode acts. */
  public static final String NONE = "none";

  /** The key of a training configuration under which rounds and versions carry their mode. */
  public static final String MODE = "privacy_mode";

  private RoundPrivacy() {}

  /**
   * How the round clips and hides its updates; empty without a mode.
   *
   * @throws IllegalArgumentException naming the rule that cannot be
   */
  public static Optional<PrivacyTerms> of(RoundDefinition round) {
    PrivacyRules rules = round.getPrivacy();
    return rules == null
        ? Optional.empty()
        : Optional.of(
            new PrivacyTerms(
                PrivacyTerms.Mode.valueOf(rules.getMode().name()),
                PrivacyTerms.Noise.valueOf(rules.getNoise().name()),
                rules.getClipUnits(),
                rules.getNoiseUnits(),
                rules.getDelta(),
                rules.getMode() == PrivacyMode.DISTRIBUTED ? round.getMinStores() : 1));
  }

  /** Whether stores are to tell nothing of their rows beside their updates. */
  public static boolean acts(Map<String, String> trainingConfig) {
    return !trainingConfig.getOrDefault(MODE, NONE).toLowerCase(Locale.ROOT).equals(NONE);
  }
}
