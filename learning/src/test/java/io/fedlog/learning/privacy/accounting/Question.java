package io.fedlog.learning.privacy.accounting;

/** What a published figure answers. */
enum Question {
  /** The divergence of all releases, given an order. */
  RENYI,
  /** By Renyi divergences, given delta. */
  RDP,
  /** By privacy loss distributions, given delta. */
  PLD,
  /** By privacy loss distributions, given epsilon. */
  DELTA,
  /** The delta of one release, given epsilon. */
  CURVE;

  double answer(Release release, double given) {
    return switch (this) {
      case RENYI -> release.times() * release.mechanism().renyi(given);
      case RDP -> RdpAccountant.of(release).epsilon(given);
      case PLD -> PldAccountant.of(release).epsilon(given);
      case DELTA -> PldAccountant.of(release).delta(given);
      case CURVE -> release.mechanism().delta(given);
    };
  }
}
