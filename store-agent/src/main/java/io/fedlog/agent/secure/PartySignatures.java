package io.fedlog.agent.secure;

import io.fedlog.learning.secure.StoreSigner;
import io.fedlog.runtime.trust.Enrolments;
import io.fedlog.runtime.upload.SealSigner;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Makes stores' signatures, and has what to check others' by: the keys on {@code fl.stores}, which
 * are read from the first round on that masks.
 *
 * @param signer signs for the stores of the process
 * @param enrolments completes once {@code fl.stores} has been read; asked when needed
 */
public record PartySignatures(
    SealSigner signer, Supplier<CompletableFuture<Enrolments>> enrolments) {

  StoreSigner signerOf(String storeId) {
    return statement -> signer.sign(storeId, statement);
  }
}
