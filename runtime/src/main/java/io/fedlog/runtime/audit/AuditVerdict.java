package io.fedlog.runtime.audit;

import io.fedlog.schemas.TreeHead;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What became of a verification.
 *
 * @param entries committed records of the audit topic
 * @param heads heads that were compared with them
 * @param unsigned those of the heads that nobody signed
 * @param moved those of the heads whose last entry lies at another offset than they say
 * @param keys what signed the others, in hexadecimal
 * @param newest the head that lies last; null when there is none
 * @param headsSha256 digest of all heads up to that one, byte for byte
 * @param faults what is wrong and where, a sentence each; empty when all holds
 */
public record AuditVerdict(
    long entries,
    int heads,
    long unsigned,
    long moved,
    Set<String> keys,
    @Nullable TreeHead newest,
    String headsSha256,
    List<String> faults) {

  public AuditVerdict {
    keys = Set.copyOf(keys);
    faults = List.copyOf(faults);
  }

  /** Whether all holds. */
  public boolean holds() {
    return faults.isEmpty();
  }

  /** Entries after the newest head, for which nobody vouches yet. */
  public long uncovered() {
    return newest == null ? entries : Math.max(0, entries - newest.getTreeSize());
  }
}
