package io.fedlog.benchmarks.throughput;

import io.fedlog.aggregator.AggregatorApp;
import io.fedlog.aggregator.AggregatorConfig;
import io.fedlog.aggregator.intake.JoinCheck;
import io.fedlog.runtime.Shutdown;
import io.fedlog.runtime.trust.Enrolment;
import io.fedlog.runtime.trust.SigningKey;
import io.fedlog.runtime.trust.StoreSignatures;
import java.nio.ByteBuffer;
import java.security.PublicKey;
import java.time.Clock;
import java.util.Base64;
import java.util.Objects;

/** An aggregator that takes no seal that the one key of {@link #KEY} has not signed. */
final class SignedAggregatorMain {
  /** Environment variable: an Ed25519 public key, X.509 encoded, in base 64. */
  static final String KEY = "FL_BENCH_PUBLIC_KEY";

  /** The name under which every store signs with it. */
  static final String KEY_ID = "bench";

  private SignedAggregatorMain() {}

  private static String key() {
    return Objects.requireNonNull(System.getenv(KEY), KEY + " is not set; expected a public key");
  }

  public static void main(String[] args) throws Exception {
    PublicKey key = SigningKey.publicKey(ByteBuffer.wrap(Base64.getDecoder().decode(key())));
    StoreSignatures signatures =
        new StoreSignatures(store -> new Enrolment(store, KEY_ID, key, false, 0));
    AggregatorConfig config = AggregatorConfig.fromEnv(System.getenv());
    config.log().apply();
    try (Shutdown shutdown = new Shutdown()) {
      shutdown.installHook();
      shutdown.add(
          "aggregator",
          AggregatorApp.start(
              config, Clock.systemUTC(), JoinCheck.TRUST_THE_BROKER, signatures::of));
      shutdown.awaitRequest();
    }
  }
}
