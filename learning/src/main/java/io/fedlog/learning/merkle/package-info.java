/**
 * The Merkle tree of RFC 9162, section 2.1: hashes, a frontier that appends, and proofs that an
 * entry is in a tree and that one tree is the beginning of another.
 */
@NullMarked
package io.fedlog.learning.merkle;

import org.jspecify.annotations.NullMarked;
