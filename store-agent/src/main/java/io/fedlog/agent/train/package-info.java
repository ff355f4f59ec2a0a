/**
 * A store's side of a round: it trains the global model on its own rows, keeps a part of its own,
 * and measures what came out. Matrix work runs on ND4J.
 */
@NullMarked
package io.fedlog.agent.train;

import org.jspecify.annotations.NullMarked;
