package io.fedlog.agent.secure;

import io.fedlog.learning.secure.StoreSigner;
import io.fedlog.learning.secure.StoreVerifier;
import io.fedlog.runtime.trust.Enrolments;
import io.fedlog.runtime.trust.StoreSignatures;
import io.fedlog.runtime.upload.SealSigner;
import io.fedlog.schemas.SecureMessage;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Makes stores' signatures, and checks those of others by the keys on {@code fl.stores}, which are
 * read from the first round on that masks. Statements of the protocol are checked where a round
 * does not trust its server.
 *
 * @param signer signs for the stores of the process
 * @param enrolments completes once {@code fl.stores} has been read; asked when needed
 */
public record PartySignatures(
    SealSigner signer, Supplier<CompletableFuture<Enrolments>> enrolments) {

  /**
   * How the signatures of one round are checked.
   *
   * @param statements of what stores state in the protocol
   * @param messages of the records on {@code fl.secure}
   */
  record Checks(StoreVerifier statements, BiPredicate<SecureMessage, Instant> messages) {}

  CompletableFuture<Checks> checks(StoreRound round) {
    return enrolments.get().thenApply(known -> checks(round, known));
  }

  /**
   * A store that is enrolled is believed under its signature alone, as intake does where signatures
   * are required: else what anybody puts on the log in its name would stand before its own.
   */
  private static Checks checks(StoreRound round, Enrolments known) {
    StoreSignatures messages = new StoreSignatures(known);
    boolean all = round.verifies();
    return new Checks(
        all ? new EnrolledVerifier(known) : (store, statement, signature) -> true,
        (message, cameAt) ->
            (!all && known.of(message.getStoreId()) == null)
                || messages.of(message, cameAt).isBelieved());
  }

  StoreSigner signerOf(String storeId) {
    return statement -> signer.sign(storeId, statement);
  }
}
