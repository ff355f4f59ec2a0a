/**
 * A store's part in rounds that mask: keys, shares, masks, signatures and what it reveals, over
 * {@code fl.secure} and {@code fl.secure-rounds}. The protocol itself is in {@code
 * io.fedlog.learning.secure}.
 */
@NullMarked
package io.fedlog.agent.secure;

import org.jspecify.annotations.NullMarked;
