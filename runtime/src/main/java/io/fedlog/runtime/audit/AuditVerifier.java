package io.fedlog.runtime.audit;

import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.TreeHead;
import io.fedlog.schemas.UnreadableRecordException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares the audit topic with its heads, and both with a head that was seen before. Give it all
 * heads, then all entries, which must be read up to an end that was asked for after the heads were
 * read; then {@link #verdict}. Mutable; for one thread.
 *
 * <p>What it finds: an entry that was changed, taken out, put in or moved, as long as a head covers
 * it; a log or heads that are shorter than they were; heads that are changed, repeated, missing or
 * out of order, or signed by a key that may not. What it cannot: that somebody else is shown
 * another log with heads of its own, for which see {@link HeadComparison}.
 */
public final class AuditVerifier {
  private final RecordCodec<TreeHead> codec;
  private final @Nullable TreeHead remembered;
  private final Findings findings = new Findings();
  private final HeadChain chain;
  private final HeadIntake intake;
  private final AuditTree tree = new AuditTree();
  private List<HeadChain.Link> open = List.of();
  private int next;
  private boolean reading;
  private boolean rememberedMet;
  private long moved;

  /**
   * @param codec of fl.audit-heads
   * @param trusted keys that may sign, in hexadecimal; when there is none, the first that signs may
   * @param remembered a head that was verified before; null for none
   */
  public AuditVerifier(
      RecordCodec<TreeHead> codec, Set<String> trusted, @Nullable TreeHead remembered) {
    this(codec, trusted, remembered, null);
  }

  /**
   * The same for one who also knows which heads there were up to the remembered one, so that their
   * signatures need not be checked again.
   *
   * @param headsSha256 what the verdict on the remembered head had; null when nobody kept it
   */
  public AuditVerifier(
      RecordCodec<TreeHead> codec,
      Set<String> trusted,
      @Nullable TreeHead remembered,
      @Nullable String headsSha256) {
    this(codec, SignedHead::fault, trusted, remembered, headsSha256);
  }

  /** The same with another way to the same judgement of a head by itself. */
  AuditVerifier(
      RecordCodec<TreeHead> codec,
      HeadChain.Judge judge,
      Set<String> trusted,
      @Nullable TreeHead remembered,
      @Nullable String headsSha256) {
    this.codec = codec;
    this.remembered = remembered;
    this.chain = new HeadChain(trusted, findings);
    this.intake = new HeadIntake(judge, chain, findings, remembered, headsSha256);
  }

  /**
   * Takes in the next record of fl.audit-heads.
   *
   * @param value as on the log
   */
  public void head(long offset, byte @Nullable [] value) {
    if (reading) {
      throw new IllegalStateException("heads are expected before entries");
    }
    if (value == null) {
      intake.flush(); // faults are told in the order of the log
      findings.add(
          "The record at offset %d of fl.audit-heads is no head: it is empty.".formatted(offset));
      return;
    }
    TreeHead head;
    try {
      head = codec.decode(value);
    } catch (UnreadableRecordException e) {
      intake.flush();
      findings.add(
          "The record at offset %d of fl.audit-heads is no head: %s."
              .formatted(offset, e.getMessage()));
      return;
    }
    intake.add(offset, value, head);
  }

  /**
   * Takes in the next committed record of fl.audit and returns its leaf's hash.
   *
   * @param value as on the log
   */
  public byte[] entry(long offset, long timestamp, byte @Nullable [] value) {
    begin();
    byte[] leaf = tree.append(offset, timestamp, value);
    while (next < open.size() && open.get(next).size() <= tree.size()) {
      compare(open.get(next++));
    }
    TreeHead before = remembered;
    if (before != null && before.getTreeSize() == tree.size()) {
      compareRemembered(before);
    }
    return leaf;
  }

  private void begin() {
    if (!reading) {
      reading = true;
      intake.flush();
      open = chain.bySize();
    }
  }

  private void compare(HeadChain.Link link) {
    String place = HeadChain.place(link.offset(), link.size());
    if (!Arrays.equals(link.root(), tree.root())) {
      findings.add(
          "%s does not fit the log: one of the entries 0 to %d (up to offset %d of fl.audit) was changed, taken out, put in or moved."
              .formatted(place, link.size() - 1, tree.nextOffset() - 1));
    } else if (!link.logId().equals(tree.logId())) {
      findings.add("%s is of another log: it begins with another entry.".formatted(place));
    } else if (link.next() != tree.nextOffset()) {
      moved++; // offsets are no part of the tree: a restored log may have others
    }
  }

  private void compareRemembered(TreeHead before) {
    rememberedMet = true;
    if (!Arrays.equals(SignedHead.root(before), tree.root())) {
      findings.add(
          "The log was changed since it was verified last: its first %d entries are not those of then."
              .formatted(before.getTreeSize()));
    }
  }

  /** What was found; to be asked when all has been given. */
  public AuditVerdict verdict() {
    begin();
    for (; next < open.size(); next++) {
      HeadChain.Link link = open.get(next);
      findings.add(
          "%s is of more entries than the log has: it ends after %d. The log was cut or rolled back."
              .formatted(HeadChain.place(link.offset(), link.size()), tree.size()));
    }
    TreeHead before = remembered;
    if (before != null) {
      judgeRemembered(before);
    }
    if (chain.size() == 0 && tree.size() > 0) {
      findings.add(
          "There is no head on fl.audit-heads, so nothing vouches for the %d entries of fl.audit. A coordinator that acts publishes one within seconds."
              .formatted(tree.size()));
    }
    return new AuditVerdict(
        tree.size(),
        chain.size(),
        chain.unsigned(),
        moved,
        chain.keys(),
        chain.last(),
        intake.digest(),
        findings.told());
  }

  private void judgeRemembered(TreeHead before) {
    if (!rememberedMet) {
      findings.add(
          "The log had %d entries when it was verified last and has %d now: it was cut or rolled back."
              .formatted(before.getTreeSize(), tree.size()));
    }
    boolean there =
        open.stream()
            .anyMatch(
                link ->
                    link.size() == before.getTreeSize()
                        && Arrays.equals(link.root(), SignedHead.root(before)));
    if (!there) {
      findings.add(
          "The head of %d entries that was verified last is not on fl.audit-heads: heads were rolled back or replaced."
              .formatted(before.getTreeSize()));
    }
  }
}
