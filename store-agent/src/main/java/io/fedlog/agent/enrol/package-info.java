/** How an agent's key comes to be known: sent to a coordinator once, with a one-time code. */
@NullMarked
package io.fedlog.agent.enrol;

import org.jspecify.annotations.NullMarked;
