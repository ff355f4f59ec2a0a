/**
 * Secure aggregation over a public log: the server learns the sum of masked updates and nothing of
 * any one of them (SecAgg+: Bell, Bonawitz, Gascón, Lepoint and Raykova, CCS 2020; on a complete
 * graph it is Bonawitz et al., CCS 2017).
 *
 * <p>{@link io.fedlog.learning.secure.StoreSession} is one store's part, {@link
 * io.fedlog.learning.secure.GroupFold} the server's, {@link io.fedlog.learning.secure.MaskSum}
 * takes the masks off a sum, chunk by chunk. Nothing here knows how records travel.
 */
@NullMarked
package io.fedlog.learning.secure;

import org.jspecify.annotations.NullMarked;
