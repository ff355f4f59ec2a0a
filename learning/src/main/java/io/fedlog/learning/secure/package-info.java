/**
 * Secure aggregation over a public log: the server learns the sum of masked updates and nothing of
 * any one of them (SecAgg+: Bell, Bonawitz, Gascón, Lepoint and Raykova, CCS 2020; on a complete
 * graph it is Bonawitz et al., CCS 2017).
 *
 * <p>{@link io.fedlog.learning.secure.StoreSession} is one store's part, {@link
 * io.fedlog.learning.secure.GroupFold} the server's, {@link io.fedlog.learning.secure.MaskSum}
 * takes the masks off a sum, chunk by chunk. Nothing here knows how records travel.
 *
 * <p>Whoever hands records on must know their senders. Advertisements, seals and confirmations bear
 * a signature of their own; {@link io.fedlog.learning.secure.DealtShares}, {@link
 * io.fedlog.learning.secure.Reveal} and {@link io.fedlog.learning.secure.MaskedChunk} do not, and
 * are to come in messages that their store signed, chunks under a root digest that its seal's
 * message signs. Where nobody signs, one who can write in a store's name reads nothing by that, but
 * can take its place with keys of his own, which makes one more corrupt store, have it left out, or
 * make the round fail. A malicious server is withstood with signatures only.
 */
@NullMarked
package io.fedlog.learning.secure;

import org.jspecify.annotations.NullMarked;
