package io.fedlog.agent.secure;

import io.fedlog.agent.state.SecureMemory;
import io.fedlog.agent.state.SecureMemory.Said;
import io.fedlog.agent.state.SecureShelf;
import io.fedlog.learning.secure.StoreSession;
import io.fedlog.learning.secure.StoreSigner;
import io.fedlog.learning.secure.StoreVerifier;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one store must not forget in one round, and what it says there. A thing that the log is
 * known to hold is not said again; one that it did not take is said again later, the same but for
 * its time. On the log's thread.
 */
final class PartyDiary {
  private static final int ROOT_BYTES = 32;

  private final StoreRound round;
  private final SecureShelf shelf;
  private final SecureParts parts;
  private SecureMemory memory;

  private PartyDiary(StoreRound round, SecureShelf shelf, SecureParts parts, SecureMemory memory) {
    this.round = round;
    this.shelf = shelf;
    this.parts = parts;
    this.memory = memory;
  }

  /**
   * The diary of a store in a round, as it was left.
   *
   * @return null when the store's part in the round is over
   */
  static @Nullable PartyDiary open(StoreRound round, SecureShelf shelf, SecureParts parts) {
    SecureMemory memory =
        shelf
            .of(round.roundId(), round.definition().getCreatedAt())
            .orElseGet(
                () ->
                    new SecureMemory(
                        round.roundId(),
                        round.definition().getCreatedAt().toEpochMilli(),
                        "",
                        Set.of()));
    return memory.session() == null ? null : new PartyDiary(round, shelf, parts, memory);
  }

  /** The session as it was kept, or a fresh one, which is to be kept before it says anything. */
  StoreSession session(StoreSigner signer, StoreVerifier verifier) {
    String kept = memory.session();
    if (kept != null && !kept.isEmpty()) {
      byte[] saved = Base64.getDecoder().decode(kept);
      return StoreSession.restore(saved, round.terms(), signer, verifier);
    }
    byte[] root = new byte[ROOT_BYTES];
    parts.random().nextBytes(root);
    return StoreSession.begin(round.terms(), round.storeId(), root, signer, verifier);
  }

  /** Puts on disk what the session has agreed to. */
  void keep(StoreSession session) {
    remember(memory.with(Base64.getEncoder().encodeToString(session.save())));
  }

  /** Whether the log is known to hold such a thing. */
  boolean hasSaid(Said what) {
    return memory.said().contains(what);
  }

  void say(Said what, Object body) {
    say(what, body, () -> true, () -> {});
  }

  /**
   * The same, with conditions.
   *
   * @param timely asked before each try
   * @param then done when the log has it
   */
  void say(Said what, Object body, BooleanSupplier timely, Runnable then) {
    if (hasSaid(what)) {
      then.run();
      return;
    }
    if (!timely.getAsBoolean()) {
      return;
    }
    CompletableFuture<Boolean> taken =
        parts.speaker().say(round.message(body, parts.clock().instant()));
    var unused =
        taken.whenCompleteAsync(
            (done, failure) ->
                answered(what, failure == null && done, then, () -> say(what, body, timely, then)),
            parts.log());
  }

  private void answered(Said what, boolean taken, Runnable then, Runnable again) {
    if (memory.session() == null) {
      return;
    }
    if (taken) {
      try {
        remember(memory.saying(what));
      } catch (RuntimeException e) { // it is said; that it was is kept when the disk allows it
        later(() -> answered(what, true, then, again));
        return;
      }
      then.run();
    } else {
      later(again);
    }
  }

  /** Has a step done after a pause, unless the store's part in the round is over by then. */
  void later(Runnable step) {
    long pause = parts.retryPause().toMillis();
    Executor delayed = CompletableFuture.delayedExecutor(pause, TimeUnit.MILLISECONDS, parts.log());
    delayed.execute(
        () -> {
          if (memory.session() != null) {
            step.run();
          }
        });
  }

  /** Forgets all secrets. */
  void close() {
    remember(memory.whenOver());
  }

  private void remember(SecureMemory newer) {
    if (!newer.equals(memory)) {
      shelf.keep(newer);
      memory = newer;
    }
  }
}
