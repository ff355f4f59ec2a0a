package io.fedlog.standalone.cli;

import io.fedlog.learning.features.PublicFeatures;
import io.fedlog.schemas.Noise;
import io.fedlog.schemas.PlanPrivacy;
import io.fedlog.schemas.PrivacyMode;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags that say how single stores are hidden. */
final class PrivacyFlags {

  @Option(
      names = "--privacy",
      paramLabel = "MODE",
      description =
          "local, central or, with --secure-aggregation, distributed: updates are clipped, and"
              + " noise is added by each store, to their sum, or in shares (docs/privacy.md)."
              + " Default: none")
  private @Nullable String mode;

  @Option(
      names = "--epsilon",
      paramLabel = "E",
      description = "What all rounds together may spend on each store. Default: 4")
  private @Nullable Double epsilon;

  @Option(
      names = "--delta",
      paramLabel = "D",
      description = "The same; 0 with laplace only. Default: 1e-5, and 0 with laplace")
  private @Nullable Double delta;

  @Option(
      names = "--clip-norm",
      paramLabel = "C",
      description = "Longest update that keeps its length. Default: 0.3")
  private @Nullable Double clipNorm;

  @Option(
      names = "--noise",
      paramLabel = "NAME",
      description = "gaussian (clips by the L2 norm) or laplace (L1). Default: gaussian")
  private @Nullable String noise;

  @Option(
      names = "--public-features",
      paramLabel = "TEXT",
      description =
          "What everybody may know of the columns, such as \"age=18..100;plan=monthly|yearly\": no"
              + " store is asked then. Needed with --data and --privacy or --secure-aggregation.")
  private @Nullable String features;

  /** Null without a mode. */
  @Nullable PlanPrivacy privacy() {
    if (mode == null) {
      refuseAlone("--epsilon", epsilon);
      refuseAlone("--delta", delta);
      refuseAlone("--clip-norm", clipNorm);
      refuseAlone("--noise", noise);
      return null;
    }
    Noise chosen = one(Noise.values(), "--noise", noise == null ? "gaussian" : noise);
    double usual = chosen == Noise.LAPLACE ? 0 : 1e-5;
    return new PlanPrivacy(
        one(PrivacyMode.values(), "--privacy", mode),
        chosen,
        epsilon == null ? 4 : epsilon,
        delta == null ? usual : delta,
        clipNorm == null ? 0.3 : clipNorm);
  }

  /** What was given, under its name with underscores. */
  Map<String, String> config() {
    Map<String, String> config = new TreeMap<>();
    DataFlags.put(config, PublicFeatures.KEY, features);
    return config;
  }

  private static void refuseAlone(String flag, @Nullable Object came) {
    if (came != null) {
      throw new IllegalArgumentException(
          flag + " is " + came + "; expected it left out without --privacy");
    }
  }

  private static <E extends Enum<E>> E one(E[] values, String flag, String text) {
    return Arrays.stream(values)
        .filter(value -> value.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s is %s; expected one of %s"
                        .formatted(flag, text, Arrays.toString(values).toLowerCase(Locale.ROOT))));
  }
}
