package io.fedlog.runtime.audit;

import io.fedlog.learning.merkle.ConsistencyProof;
import io.fedlog.learning.merkle.MerkleTree;
import io.fedlog.schemas.TreeHead;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether two verifiers were shown one log: compares a head of each. Two heads of one key that no
 * log can both have are evidence against whoever has that key.
 *
 * @param result what came of it
 * @param text the same in words
 */
public record HeadComparison(Result result, String text) {

  /** What may come of it. */
  public enum Result {
    /** Both are of one log. */
    ONE_LOG,
    /** No log has both: somebody was shown another. */
    SPLIT_VIEW,
    /** One of them is not believed by itself, or they are signed by different keys. */
    NOT_COMPARABLE,
    /** They are of different sizes, so that only the log can tell. */
    ASK_THE_LOG
  }

  /** By the heads alone. */
  public static HeadComparison of(TreeHead one, TreeHead other) {
    String fault = fault(one, other);
    if (fault != null) {
      return new HeadComparison(Result.NOT_COMPARABLE, fault);
    }
    if (!one.getLogId().equals(other.getLogId())) {
      return split(
          "The heads are of logs that begin with different entries: one key stands behind two"
              + " logs.");
    }
    if (one.getTreeSize() != other.getTreeSize()) {
      return new HeadComparison(
          Result.ASK_THE_LOG,
          "The heads are of %d and %d entries; whether the smaller is the beginning of the larger only the log can tell."
              .formatted(one.getTreeSize(), other.getTreeSize()));
    }
    return Arrays.equals(SignedHead.root(one), SignedHead.root(other))
        ? new HeadComparison(
            Result.ONE_LOG,
            "Both heads are of %d entries and have one root.".formatted(one.getTreeSize()))
        : split("There are two heads of %d entries with two roots.".formatted(one.getTreeSize()));
  }

  /**
   * With the log's help, where the heads alone do not tell.
   *
   * @param log the whole of it
   */
  public static HeadComparison of(TreeHead one, TreeHead other, MerkleTree log) {
    HeadComparison alone = of(one, other);
    if (alone.result() != Result.ASK_THE_LOG) {
      return alone;
    }
    boolean inOrder = one.getTreeSize() < other.getTreeSize();
    TreeHead small = inOrder ? one : other;
    TreeHead large = inOrder ? other : one;
    long first = small.getTreeSize();
    long second = large.getTreeSize();
    if (log.size() < second) {
      return new HeadComparison(
          Result.NOT_COMPARABLE,
          "The log has %d entries, fewer than the head of %d: it was cut, or is another one."
              .formatted(log.size(), second));
    }
    ConsistencyProof proof = log.consistency(first, second);
    if (proof.proves(SignedHead.root(small), SignedHead.root(large))) {
      return new HeadComparison(
          Result.ONE_LOG,
          "The head of %d entries is the beginning of that of %d: proven with %d hashes."
              .formatted(first, second, proof.hashes().size()));
    }
    if (Arrays.equals(SignedHead.root(large), log.root(second))) {
      return split(
          "The log is that of the head of %d entries, and does not begin with that of %d."
              .formatted(second, first));
    }
    boolean hasSmall = Arrays.equals(SignedHead.root(small), log.root(first));
    return new HeadComparison(
        Result.NOT_COMPARABLE,
        hasSmall
            ? "The log begins with the head of %d entries and is not that of %d: it was changed since, or it is not the one that was shown with the larger head. Compare at the Kafka where that was seen."
                .formatted(first, second)
            : "The log is that of neither head: ask the Kafka where one of them was seen.");
  }

  private static @Nullable String fault(TreeHead one, TreeHead other) {
    String first = SignedHead.fault(one);
    String second = SignedHead.fault(other);
    if (first != null || second != null) {
      return "A head cannot be believed: " + (first != null ? first : second) + ".";
    }
    if (!SignedHead.isSigned(one) || !SignedHead.isSigned(other)) {
      return "A head is not signed: nobody vouches for it, so that it is evidence of nothing.";
    }
    return Objects.equals(SignedHead.key(one), SignedHead.key(other))
        ? null
        : "The heads are signed by different keys, %s and %s."
            .formatted(one.getSigningKeyId(), other.getSigningKeyId());
  }

  private static HeadComparison split(String why) {
    return new HeadComparison(Result.SPLIT_VIEW, "Split view: " + why);
  }
}
