package io.fedlog.benchmarks.throughput;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The yardstick of signed seals: how many signatures all cores together check in a second. */
final class SignatureChecks {
  private static final int MESSAGE_BYTES = 200;
  private static final long WARM_NANOS = 2_000_000_000L;
  private static final long NANOS = 4_000_000_000L;

  private SignatureChecks() {}

  /** Checks a second on {@code cores} threads at once. */
  static double perSecond(KeyPair pair, int cores) throws Exception {
    byte[] message = new byte[MESSAGE_BYTES];
    Signature signer = Signature.getInstance("Ed25519");
    signer.initSign(pair.getPrivate());
    signer.update(message);
    byte[] signature = signer.sign();
    double best = run(pair, cores, message, signature, WARM_NANOS);
    return Math.max(best, run(pair, cores, message, signature, NANOS));
  }

  private static double run(KeyPair pair, int cores, byte[] message, byte[] signature, long nanos)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(cores);
    try {
      List<Future<Double>> rates = new ArrayList<>();
      for (int core = 0; core < cores; core++) {
        rates.add(threads.submit(() -> rate(pair, message, signature, nanos)));
      }
      double sum = 0;
      for (Future<Double> rate : rates) {
        sum += rate.get();
      }
      return sum;
    } finally {
      threads.shutdownNow();
    }
  }

  private static double rate(KeyPair pair, byte[] message, byte[] signature, long nanos)
      throws GeneralSecurityException {
    long start = System.nanoTime();
    long checks = 0;
    while (System.nanoTime() - start < nanos) {
      Signature check = Signature.getInstance("Ed25519");
      check.initVerify(pair.getPublic());
      check.update(message);
      if (!check.verify(signature)) {
        throw new IllegalStateException("a good signature was refused");
      }
      checks++;
    }
    return checks / ((System.nanoTime() - start) / 1e9);
  }
}
