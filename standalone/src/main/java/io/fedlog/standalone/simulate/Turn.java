package io.fedlog.standalone.simulate;

import io.fedlog.learning.round.AttemptReference;

/**
 * One store's work on one version.
 *
 * @param number of the store's turns, from 1
 * @param base the version it starts from
 * @param overdue whether its place is given to another before it has uploaded
 * @param dropsOut whether it never uploads
 */
record Turn(int store, int number, long base, boolean overdue, boolean dropsOut) {
  AttemptReference attempt() {
    return new AttemptReference(VirtualChain.name(store), number);
  }
}
