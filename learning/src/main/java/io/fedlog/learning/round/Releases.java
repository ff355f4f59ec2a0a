package io.fedlog.learning.round;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The different noisy updates that one store has put on the log in one round. The same bytes sent
 * again tell nothing new, so what counts is contents: the roots that the store sealed, and what lay
 * in one partition of an update. Mutable; owned by the round.
 *
 * <p>Who writes a chunk is not known. Chunks may therefore add no more than one update to those
 * that the store stands by: that is the torn upload of a store that has since lost its state.
 */
final class Releases {
  /** Of one partition, or of seals, that are told apart. */
  private static final int MOST = TrackedAttempts.MOST;

  private final Set<Long> sealed = new TreeSet<>();
  private final Map<Integer, Set<Long>> parts = new TreeMap<>();
  private boolean seen;

  /** How many of them are in the ledger. */
  int charged;

  /** Something that cannot be told from the rest is there. Whether that is new. */
  boolean see() {
    boolean first = !seen;
    seen = true;
    return first;
  }

  /** The store has sealed an update. Whether that is new. */
  boolean seal(byte[] root) {
    return see() | add(sealed, root);
  }

  /** One partition's chunks are there. Whether that is new. */
  boolean part(int firstChunk, byte[] roots) {
    return see() | add(parts.computeIfAbsent(firstChunk, first -> new TreeSet<>()), roots);
  }

  /** Whether the store itself has said that an update is its own. */
  boolean areVouchedFor() {
    return !sealed.isEmpty();
  }

  /** How many different updates there are. */
  int count() {
    int unlike = parts.values().stream().mapToInt(Collection::size).max().orElse(0);
    return Math.max(seen ? 1 : 0, Math.max(sealed.size(), Math.min(unlike, sealed.size() + 1)));
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(charged);
    out.writeBoolean(seen);
    write(sealed, out);
    out.writeInt(parts.size());
    for (Map.Entry<Integer, Set<Long>> part : parts.entrySet()) {
      out.writeInt(part.getKey());
      write(part.getValue(), out);
    }
  }

  static Releases read(DataInput in) throws IOException {
    Releases releases = new Releases();
    releases.charged = in.readInt();
    releases.seen = in.readBoolean();
    read(releases.sealed, in);
    for (int n = in.readInt(); n > 0; n--) {
      read(releases.parts.computeIfAbsent(in.readInt(), first -> new TreeSet<>()), in);
    }
    return releases;
  }

  private static void write(Set<Long> contents, DataOutput out) throws IOException {
    out.writeByte(contents.size());
    for (long content : contents) {
      out.writeLong(content);
    }
  }

  private static void read(Set<Long> contents, DataInput in) throws IOException {
    for (int n = in.readByte(); n > 0; n--) {
      contents.add(in.readLong());
    }
  }

  private static boolean add(Set<Long> contents, byte[] digests) {
    return contents.size() < MOST && contents.add(fingerprint(digests));
  }

  private static long fingerprint(byte[] digests) {
    try {
      return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(digests)).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256, which every Java must have", e);
    }
  }
}
