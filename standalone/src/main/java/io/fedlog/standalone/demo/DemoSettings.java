package io.fedlog.standalone.demo;

import io.fedlog.agent.data.DataException;
import io.fedlog.learning.encoding.UpdateEncoding;
import io.fedlog.schemas.PlanPrivacy;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a demo is asked for.
 *
 * @param data the chain's file; null for the generated chain
 * @param config how columns are used and how stores train, under the flags' names with underscores
 * @param stores how many stores take part; 0 for all of a file, or the generated chain's usual
 * @param rounds most training rounds
 * @param patience rounds without improvement after which it ends; 0 for never early
 * @param method by which updates become a version; "auto" for the model type's own
 * @param methodParameters the method's own
 * @param updates how the training rounds' updates travel
 * @param privacy what all rounds may spend, and how; null for no noise
 * @param masking what masks are to withstand; null for plain updates
 * @param minStores fewest updates of a round; null for the installation's default
 * @param threshold share of the stores that must have uploaded; null for the demo's default
 * @param deadline by which a round must have been decided
 * @param dataDir where the log is kept; null for a temporary directory
 * @param report where the report is written; null for none
 */
public record DemoSettings(
    @Nullable Path data,
    Map<String, String> config,
    int stores,
    int rounds,
    int patience,
    String method,
    Map<String, String> methodParameters,
    UpdateEncoding updates,
    @Nullable PlanPrivacy privacy,
    @Nullable DemoMasking masking,
    @Nullable Integer minStores,
    @Nullable BigDecimal threshold,
    Duration deadline,
    @Nullable Path dataDir,
    @Nullable Path report) {

  private static final int MOST_ROUNDS = 9999;

  public DemoSettings {
    config = Map.copyOf(config);
    methodParameters = Map.copyOf(methodParameters);
    require(rounds >= 1 && rounds <= MOST_ROUNDS, "--rounds", rounds, "1 to " + MOST_ROUNDS);
    require(stores == 0 || stores >= 2, "--stores", stores, "2 or more");
    require(patience >= 0, "--patience", patience, "0 (never end early) or more");
    require(minStores == null || minStores >= 1, "--min-stores", minStores, "1 or more");
    require(
        threshold == null || (threshold.signum() >= 0 && threshold.compareTo(BigDecimal.ONE) <= 0),
        "--threshold",
        threshold,
        "a share from 0 to 1 such as 0.8");
    require(deadline.toMillis() > 0, "--deadline", deadline, "a length of time above 0");
    require(
        privacy == null || patience == 0,
        "--patience",
        patience,
        "0 with --privacy: stores tell no figures");
    if (report != null) {
      requireWritable(report);
    }
  }

  private static void require(boolean holds, String flag, @Nullable Object came, String expected) {
    if (!holds) {
      throw new DataException(flag + " is " + came + "; expected " + expected);
    }
  }

  /** Found out before the training, not after it. */
  private static void requireWritable(Path report) {
    Path folder = report.toAbsolutePath().getParent();
    if (Files.isDirectory(report) || folder == null || !Files.isDirectory(folder)) {
      throw new DataException(
          "--report is " + report + "; expected a file in a folder that exists");
    }
  }
}
