package io.fedlog.learning.round;

import io.fedlog.learning.digest.TreeHash;
import io.fedlog.learning.privacy.UpdateNorm;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the quorum knows of one attempt. Mutable; owned by the machine. */
final class Attempt {
  static final long NO_ORDINAL = -1;

  private static final int REFUSED = 1;
  private static final int VOUCHED = 2;
  private static final int WITH_NORM = 4;

  final long id;
  int chunksSeen;
  long bytesSeen;

  /** Weight the chunks bear, -1 before the first summary. */
  long weightSeen = -1;

  /** Base version the chunks bear, -1 before the first summary. */
  long baseSeen = -1;

  /** What the chunks add to the norm, where that is bounded and one was seen. */
  @Nullable UpdateNorm norm;

  /** The seal, once it is in. */
  RoundEvent.@Nullable Sealed seal;

  /** Its store has said that it is its own: a seal of it was believed. */
  boolean vouched;

  /** Why it cannot count. */
  @Nullable String refusal;

  /** Rank of completion among the round's counted attempts, from 0. */
  long ordinal = NO_ORDINAL;

  /** Completed when it could no longer count: after the decision, or after another of the store. */
  Fates.@Nullable Fate fate;

  /** Chunk roots by first chunk, until the attempt is complete. */
  final Map<Integer, byte[]> roots = new TreeMap<>();

  Attempt(long id) {
    this.id = id;
  }

  boolean isEnded() {
    return refusal != null || ordinal != NO_ORDINAL || fate != null;
  }

  boolean isComplete() {
    return seal != null && chunksSeen == seal.chunkCount();
  }

  /** The root of everything the chunk tasks saw; all chunks must be in. */
  byte[] rootSeen(int stride) {
    int chunks = roots.values().stream().mapToInt(r -> r.length / TreeHash.HASH_BYTES).sum();
    List<byte[]> ordered = new ArrayList<>(Collections.nCopies(chunks, new byte[0]));
    roots.forEach(
        (first, packed) -> {
          for (int i = 0; i < packed.length / TreeHash.HASH_BYTES; i++) {
            int at = i * TreeHash.HASH_BYTES;
            ordered.set(
                first + i * stride, Arrays.copyOfRange(packed, at, at + TreeHash.HASH_BYTES));
          }
        });
    return TreeHash.compose(ordered);
  }

  void write(DataOutput out, boolean withRoots) throws IOException {
    out.writeLong(id);
    out.writeInt(chunksSeen);
    out.writeLong(bytesSeen);
    out.writeLong(weightSeen);
    out.writeLong(baseSeen);
    out.writeLong(ordinal);
    out.writeByte(fate == null ? -1 : fate.ordinal());
    out.writeByte(
        (refusal == null ? 0 : REFUSED) | (vouched ? VOUCHED : 0) | (norm == null ? 0 : WITH_NORM));
    if (norm != null) {
      out.write(norm.toBytes());
    }
    if (refusal != null) {
      out.writeUTF(refusal);
    }
    out.writeBoolean(seal != null);
    if (seal != null) {
      out.writeInt(seal.attemptNumber());
      out.writeInt(seal.chunkCount());
      out.writeLong(seal.updateBytes());
      out.writeLong(seal.baseVersion());
      out.writeLong(seal.weight());
      out.write(seal.rootDigest());
      out.writeLong(seal.trainingSamples());
      out.writeInt(seal.metrics().size());
      for (Map.Entry<String, Double> metric : new TreeMap<>(seal.metrics()).entrySet()) {
        out.writeUTF(metric.getKey());
        out.writeDouble(metric.getValue());
      }
      MaskingRow.write(seal.mask(), out);
    }
    byte[] root = withRoots ? roots.get(0) : null;
    out.writeBoolean(root != null);
    if (root != null) {
      out.write(root);
    }
  }

  static Attempt read(DataInput in, String roundId, String storeId) throws IOException {
    Attempt attempt = new Attempt(in.readLong());
    attempt.chunksSeen = in.readInt();
    attempt.bytesSeen = in.readLong();
    attempt.weightSeen = in.readLong();
    attempt.baseSeen = in.readLong();
    attempt.ordinal = in.readLong();
    int fate = in.readByte();
    attempt.fate = fate < 0 ? null : Fates.Fate.values()[fate];
    int flags = in.readByte();
    if ((flags & WITH_NORM) != 0) {
      byte[] norm = new byte[UpdateNorm.BYTES];
      in.readFully(norm);
      attempt.norm = UpdateNorm.fromBytes(norm);
    }
    attempt.refusal = (flags & REFUSED) != 0 ? in.readUTF() : null;
    attempt.vouched = (flags & VOUCHED) != 0;
    if (in.readBoolean()) {
      int number = in.readInt();
      int chunks = in.readInt();
      long bytes = in.readLong();
      long base = in.readLong();
      long weight = in.readLong();
      byte[] root = new byte[TreeHash.HASH_BYTES];
      in.readFully(root);
      long samples = in.readLong();
      Map<String, Double> metrics = new TreeMap<>();
      for (int n = in.readInt(); n > 0; n--) {
        metrics.put(in.readUTF(), in.readDouble());
      }
      attempt.seal =
          new RoundEvent.Sealed(
              roundId,
              new AttemptReference(storeId, attempt.id),
              number,
              chunks,
              bytes,
              base,
              weight,
              root,
              samples,
              metrics,
              MaskingRow.readSeal(in, storeId),
              null,
              null);
    }
    if (in.readBoolean()) {
      byte[] root = new byte[TreeHash.HASH_BYTES];
      in.readFully(root);
      attempt.roots.put(0, root);
    }
    return attempt;
  }
}
