package io.fedlog.standalone.lineage;

/**
 * What a round has spent of its stores' privacy.
 *
 * @param mode who added the noise, in small letters
 * @param noise which, in small letters
 * @param clipNorm largest norm of an update, in the parameters' own unit
 * @param noiseScale in the same unit
 * @param epsilon of this round alone, at delta
 * @param charges how many updates it was spent on
 */
record PrivacySpent(
    String mode,
    String noise,
    double clipNorm,
    double noiseScale,
    double epsilon,
    double delta,
    long charges) {

  /** Another page of the same charge. */
  PrivacySpent plus(long more) {
    return new PrivacySpent(mode, noise, clipNorm, noiseScale, epsilon, delta, charges + more);
  }
}
