package io.fedlog.runtime.audit;

import io.fedlog.learning.merkle.Frontier;
import io.fedlog.learning.merkle.TreeHasher;
import io.fedlog.schemas.TreeHead;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The Merkle tree over the audit topic, as far as it has been read: committed records in the order
 * of the log. A leaf is a record's value as it lies there, with the header that names its schema;
 * its index is its rank, from 0. Offset, key and timestamp are no part of it, so that a log that
 * was restored elsewhere has the same tree. Mutable; for one thread.
 */
public final class AuditTree {
  private static final byte[] NO_VALUE = new byte[0];

  private final TreeHasher hasher = new TreeHasher();
  private final Frontier frontier = new Frontier(hasher);
  private String logId = "";
  private long nextOffset;
  private Instant at = Instant.EPOCH;

  /**
   * Adds the next committed record and returns its leaf's hash.
   *
   * @param value as on the log; a record without one is a leaf of no bytes
   * @param timestamp when the brokers took it, milliseconds since the epoch
   */
  public byte[] append(long offset, long timestamp, byte @Nullable [] value) {
    byte[] leaf = hasher.leaf(value == null ? NO_VALUE : value);
    if (frontier.size() == 0) {
      logId = HexFormat.of().formatHex(leaf);
    }
    frontier.append(leaf);
    nextOffset = offset + 1;
    at = Instant.ofEpochMilli(timestamp);
    return leaf;
  }

  /** Records so far. */
  public long size() {
    return frontier.size();
  }

  /** The root as it stands. */
  public byte[] root() {
    return frontier.root();
  }

  /** The hash of the first leaf, in hexadecimal; empty while there is none. */
  public String logId() {
    return logId;
  }

  /** Offset after the last record. */
  public long nextOffset() {
    return nextOffset;
  }

  /**
   * The head of the tree as it stands, unsigned: a function of the log.
   *
   * @param previousSize records in the head before; 0 for none
   */
  public TreeHead head(long previousSize) {
    return TreeHead.newBuilder()
        .setLogId(logId)
        .setTreeSize(frontier.size())
        .setPreviousSize(previousSize)
        .setRootHash(ByteBuffer.wrap(frontier.root()))
        .setAuditNextOffset(nextOffset)
        .setAt(at)
        .build();
  }
}
