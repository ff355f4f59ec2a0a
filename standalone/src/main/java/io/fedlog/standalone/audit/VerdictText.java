package io.fedlog.standalone.audit;

import io.fedlog.runtime.audit.AuditVerdict;
import io.fedlog.schemas.TreeHead;
import io.fedlog.standalone.terminal.PlainText;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says in plain words what was checked, or what is wrong and where. */
final class VerdictText {
  private final PrintWriter out;

  VerdictText(PrintWriter out) {
    this.out = out;
  }

  /**
   * All that came of a verification.
   *
   * @param given keys that the user gave; empty when the heads' own were taken
   * @param remembered what it was held against; null for nothing
   */
  void print(AuditVerdict verdict, Set<String> given, @Nullable TreeHead remembered) {
    out.println(
        count(verdict.entries(), "entry", "entries")
            + " of fl.audit and "
            + count(verdict.heads(), "head", "heads")
            + " of fl.audit-heads were read.");
    if (!verdict.holds()) {
      out.println("The audit log does NOT hold:");
      verdict.faults().forEach(fault -> out.println("  - " + PlainText.of(fault)));
      return;
    }
    TreeHead newest = verdict.newest();
    if (newest == null) {
      out.println("The log is empty: there is nothing to check.");
      return;
    }
    out.println("Every head has the root of the entries up to it, and follows the one before.");
    signatures(verdict, given);
    if (remembered != null) {
      out.println(
          "The log is an extension of what was verified last, which had "
              + count(remembered.getTreeSize(), "entry", "entries")
              + ".");
    }
    if (verdict.moved() > 0) {
      out.println(
          count(verdict.moved(), "head names", "heads name")
              + " another offset than its last entry has: the log was restored or copied.");
    }
    if (verdict.uncovered() > 0) {
      out.println(
          count(verdict.uncovered(), "entry", "entries")
              + " after the newest head: no head covers them yet, so they are not checked.");
    }
    out.println("All holds up to entry " + (newest.getTreeSize() - 1) + ".");
  }

  private void signatures(AuditVerdict verdict, Set<String> given) {
    if (verdict.unsigned() > 0) {
      out.println(
          count(verdict.unsigned(), "head is", "heads are")
              + " NOT signed: whoever can write to the topics could have changed log and heads"
              + " together. Set FL_AUDIT_KEY_FILE at the coordinator.");
    }
    TreeHead newest = verdict.newest();
    if (verdict.keys().isEmpty() || newest == null) {
      return;
    }
    out.println("Signed by key " + newest.getSigningKeyId() + ", and every signature is good.");
    if (given.isEmpty()) {
      out.println(
          "That key was not given with --key: compare its id with the one that the coordinator"
              + " logs, or the signatures show only that one key signed them all.");
    }
  }

  private static String count(long number, String one, String many) {
    return String.format(Locale.ROOT, "%,d %s", number, number == 1 ? one : many);
  }
}
