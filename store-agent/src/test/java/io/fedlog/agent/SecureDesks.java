package io.fedlog.agent;

import io.fedlog.agent.secure.PartySignatures;
import io.fedlog.agent.secure.SecureDesk;
import io.fedlog.agent.secure.SecureLog;
import io.fedlog.agent.secure.SecureParts;
import io.fedlog.agent.secure.Speaker;
import io.fedlog.runtime.trust.Enrolments;
import io.fedlog.runtime.upload.SealSigner;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;

/** Desks for tests. */
final class SecureDesks {
  private SecureDesks() {}

  /** Of a process in none of whose rounds anything is masked. */
  static SecureDesk unused() {
    return of(
        new NoLog(),
        message -> CompletableFuture.failedFuture(new AssertionError("nothing is to be said")),
        SealSigner.unsigned(),
        store -> null,
        () -> Instant.EPOCH);
  }

  static SecureDesk of(
      SecureLog log,
      Speaker speaker,
      SealSigner signer,
      Enrolments enrolments,
      InstantSource clock) {
    return new SecureDesk(
        new SecureParts(
            log,
            speaker,
            new PartySignatures(signer, () -> CompletableFuture.completedFuture(enrolments)),
            new SecureRandom(),
            clock,
            Duration.ofDays(1)));
  }

  private static final class NoLog implements SecureLog {
    @Override
    public void follow(String roundId, Instant since, Reader reader) {
      throw new AssertionError("no round masks");
    }

    @Override
    public void leave(String roundId) {
      throw new AssertionError("no round masks");
    }

    @Override
    public void execute(Runnable task) {
      task.run();
    }
  }
}
