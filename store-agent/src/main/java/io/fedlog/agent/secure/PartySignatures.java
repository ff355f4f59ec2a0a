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
 * Makes stores' signatures, and checks them where a round does not trust its server: by the keys on
 * {@code fl.stores}, which are read from the first such round on.
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
  record Checks(StoreVerifier statements, Predicate<SecureMessage> messages) {

    /** Of a round whose server is trusted to tell all stores the same: nothing is checked. */
    static final Checks NONE = new Checks((store, statement, signature) -> true, message -> true);
  }

  CompletableFuture<Checks> checks(StoreRound round) {
    return round.verifies()
        ? enrolments.get().thenApply(PartySignatures::checks)
        : CompletableFuture.completedFuture(Checks.NONE);
  }

  private static Checks checks(Enrolments known) {
    StoreSignatures messages = new StoreSignatures(known);
    return new Checks(new EnrolledVerifier(known), message -> messages.of(message).isBelieved());
  }

  StoreSigner signerOf(String storeId) {
    return statement -> signer.sign(storeId, statement);
  }
}
