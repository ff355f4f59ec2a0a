package io.fedlog.benchmarks.throughput;

import io.fedlog.aggregator.AggregatorApp;
import io.fedlog.aggregator.AggregatorConfig;
import io.fedlog.aggregator.chunks.SignedSeals;
import io.fedlog.aggregator.intake.JoinCheck;
import io.fedlog.runtime.Shutdown;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.util.Base64;
import java.util.Objects;

/** An aggregator that takes no seal that the one key of {@link #KEY} has not signed. */
final class SignedAggregatorMain {
  /** Environment variable: an Ed25519 public key, X.509 encoded, in base 64. */
  static final String KEY = "FL_BENCH_PUBLIC_KEY";

  private SignedAggregatorMain() {}

  private static String key() {
    return Objects.requireNonNull(System.getenv(KEY), KEY + " is not set; expected a public key");
  }

  public static void main(String[] args) throws Exception {
    PublicKey key =
        KeyFactory.getInstance("Ed25519")
            .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(key())));
    AggregatorConfig config = AggregatorConfig.fromEnv(System.getenv());
    config.log().apply();
    try (Shutdown shutdown = new Shutdown()) {
      shutdown.installHook();
      shutdown.add(
          "aggregator",
          AggregatorApp.start(
              config,
              Clock.systemUTC(),
              JoinCheck.TRUST_THE_BROKER,
              new SignedSeals((storeId, keyId) -> key)));
      shutdown.awaitRequest();
    }
  }
}
