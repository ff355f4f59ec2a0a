package io.fedlog.runtime.audit;

import io.fedlog.schemas.TreeHead;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The heads of the heads topic in the order in which they lie there, each judged beside the one
 * before. Mutable; for one thread.
 */
final class HeadChain {
  private static final Comparator<Link> BY_SIZE = Comparator.comparingLong(Link::size);

  /**
   * What is kept of a head: there may be millions.
   *
   * @param offset where it lies
   * @param size entries in its tree
   * @param root of that tree
   * @param next the offset at which it says that its tree ends
   * @param logId the log that it says it is of
   */
  record Link(long offset, long size, byte[] root, long next, String logId) {}

  /** Says what is wrong with a head by itself; null when nothing is. */
  @FunctionalInterface
  interface Judge {
    @Nullable String fault(TreeHead head);
  }

  private final Set<String> trusted;
  private final Findings findings;
  private final List<Link> links = new ArrayList<>();
  private final Set<String> keys = new TreeSet<>();
  private @Nullable TreeHead last;
  private @Nullable String current;
  private long unsigned;

  /**
   * @param trusted keys that may sign, in hexadecimal; when there is none, the first that signs may
   */
  HeadChain(Set<String> trusted, Findings findings) {
    this.trusted = Set.copyOf(trusted);
    this.findings = findings;
  }

  /**
   * The next head.
   *
   * @param fault what is wrong with it by itself; null when nothing is
   */
  void add(long offset, TreeHead head, @Nullable String fault) {
    String place = place(offset, head.getTreeSize());
    if (fault != null) {
      findings.add("%s cannot be believed: %s.".formatted(place, fault));
      return;
    }
    judgeKey(place, head);
    judgeOrder(place, head);
    TreeHead before = last;
    String logId =
        before != null && before.getLogId().equals(head.getLogId())
            ? before.getLogId()
            : head.getLogId();
    links.add(
        new Link(
            offset, head.getTreeSize(), SignedHead.root(head), head.getAuditNextOffset(), logId));
    last = before == null ? head : TreeHead.newBuilder(head).setLogId(logId).build();
  }

  private void judgeKey(String place, TreeHead head) {
    String key = SignedHead.key(head);
    if (key == null) {
      unsigned++;
      if (!trusted.isEmpty() || !keys.isEmpty()) {
        findings.add(place + " is not signed, and a signature was expected.");
      }
      return;
    }
    if (!trusted.contains(key) && !(trusted.isEmpty() && (keys.isEmpty() || keys.contains(key)))) {
      findings.add(
          "%s is signed by key %s, which is none of those that may sign. If the key was changed on purpose, give both with --key."
              .formatted(place, head.getSigningKeyId()));
    }
    if (!keys.add(key) && !key.equals(current)) {
      findings.add(
          "%s is signed by key %s again, which another had replaced."
              .formatted(place, head.getSigningKeyId()));
    }
    current = key;
  }

  private void judgeOrder(String place, TreeHead head) {
    TreeHead before = last;
    long expected = before == null ? 0 : before.getTreeSize();
    if (head.getTreeSize() <= expected) {
      findings.add(
          "%s comes after one of %d entries: heads are repeated or out of order."
              .formatted(place, expected));
    } else if (head.getPreviousSize() != expected) {
      findings.add(
          "%s says that the one before it is of %d entries, but that is of %d: a head is missing or was put in."
              .formatted(place, head.getPreviousSize(), expected));
    }
    if (before != null && !before.getLogId().equals(head.getLogId())) {
      findings.add("%s is of another log than the one before it.".formatted(place));
    }
  }

  /** All that can be believed by themselves, smallest first. */
  List<Link> bySize() {
    return links.stream().sorted(BY_SIZE).toList();
  }

  /** The keys that have signed, in hexadecimal. */
  Set<String> keys() {
    return keys;
  }

  /** How many nobody signed. */
  long unsigned() {
    return unsigned;
  }

  int size() {
    return links.size();
  }

  /** The one that lies last; null when there is none. */
  @Nullable TreeHead last() {
    return last;
  }

  static String place(long offset, long size) {
    return "The head at offset %d of fl.audit-heads, of %d entries,".formatted(offset, size);
  }
}
