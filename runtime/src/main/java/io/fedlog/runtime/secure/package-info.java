/** Rounds that mask: what their definitions agree on, and the protocol's records on the log. */
@NullMarked
package io.fedlog.runtime.secure;

import org.jspecify.annotations.NullMarked;
