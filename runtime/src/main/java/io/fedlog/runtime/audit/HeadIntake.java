package io.fedlog.runtime.audit;

import io.fedlog.learning.merkle.TreeHasher;
import io.fedlog.schemas.TreeHead;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Judges heads by themselves on all processors, since a signature takes long to check, and hands
 * them to the chain in their order. Signatures up to the remembered head are not checked again when
 * it is known what all heads up to there were, byte for byte, and they still are. Mutable; for one
 * thread.
 */
final class HeadIntake {
  private static final int AT_ONCE = 4096;

  /** So few are sooner judged than given out. */
  private static final int FEW = 64;

  private final HeadChain.Judge judge;
  private final HeadChain chain;
  private final Findings findings;
  private final long rememberedSize;
  private final @Nullable String known;
  private final List<Waiting> waiting = new ArrayList<>();
  private byte[] digest = new byte[TreeHasher.HASH_BYTES];
  private boolean past;

  /** A head that is not judged yet, and whether its signature was checked another time. */
  private record Waiting(long offset, TreeHead head, boolean seen) {}

  /**
   * @param remembered a head that was verified before; null for none
   * @param known the digest of all heads up to that one, as {@link #digest} gave it then; null when
   *     nobody kept it
   */
  HeadIntake(
      HeadChain.Judge judge,
      HeadChain chain,
      Findings findings,
      @Nullable TreeHead remembered,
      @Nullable String known) {
    this.judge = judge;
    this.chain = chain;
    this.findings = findings;
    this.rememberedSize = remembered == null ? 0 : remembered.getTreeSize();
    this.known = remembered == null ? null : known;
    this.past = this.known == null;
  }

  /**
   * The next head.
   *
   * @param value as on the log
   */
  void add(long offset, byte[] value, TreeHead head) {
    digest = next(digest, value);
    waiting.add(new Waiting(offset, head, !past));
    if (!past && head.getTreeSize() >= rememberedSize) {
      past = true;
      if (!digest().equals(known)) {
        flush();
        findings.add(
            "The heads up to that of %d entries are not, byte for byte, those that were verified last: one was changed, taken out or put in."
                .formatted(rememberedSize));
      }
    }
    if (waiting.size() >= AT_ONCE) {
      flush();
    }
  }

  /** Judges what waits. */
  void flush() {
    Stream<Waiting> all = waiting.size() <= FEW ? waiting.stream() : waiting.parallelStream();
    List<Optional<String>> faults = all.map(this::fault).toList();
    for (int i = 0; i < faults.size(); i++) {
      Waiting one = waiting.get(i);
      chain.add(one.offset, one.head, faults.get(i).orElse(null));
    }
    waiting.clear();
  }

  private Optional<String> fault(Waiting one) {
    return Optional.ofNullable(one.seen ? SignedHead.formFault(one.head) : judge.fault(one.head));
  }

  /** Of all heads so far: SHA-256 over the digest before, at first 32 zeros, and the next head. */
  String digest() {
    return HexFormat.of().formatHex(digest);
  }

  private static byte[] next(byte[] before, byte[] value) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(before);
      return sha256.digest(value);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
