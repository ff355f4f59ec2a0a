package io.fedlog.standalone.simulate;

import java.util.Arrays;
import java.util.Locale;

/** What hostile stores send. d is the difference that honest training would have made. */
public enum Attack {
  /** The base less {@code scale} times d. */
  SIGN_FLIP(4),
  /** Honest, plus normal noise of {@code scale} times the root mean square of d. */
  NOISE(10),
  /** Honest training on labels counted from the other end; the scale means nothing. */
  LABEL_FLIP(1),
  /**
   * All send the same: the mean of their honest updates less {@code scale} times the deviation, of
   * each parameter (Baruch, Baruch, Goldberg, "A Little Is Enough", NeurIPS 2019).
   */
  COLLUSION(1.5);

  private final double usualScale;

  Attack(double usualScale) {
    this.usualScale = usualScale;
  }

  /** The attack of that name, such as {@code sign-flip}. */
  public static Attack named(String name) {
    for (Attack attack : values()) {
      if (attack.word().equals(name)) {
        return attack;
      }
    }
    throw new IllegalArgumentException(
        "--attack is %s; expected one of %s"
            .formatted(name, Arrays.stream(values()).map(Attack::word).toList()));
  }

  /** The name in flags. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The scale unless somebody says otherwise. */
  public double usualScale() {
    return usualScale;
  }
}
