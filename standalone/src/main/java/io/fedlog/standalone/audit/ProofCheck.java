package io.fedlog.standalone.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.fedlog.learning.merkle.TreeHasher;
import io.fedlog.runtime.audit.SignedHead;
import io.fedlog.schemas.TreeHead;
import io.fedlog.standalone.terminal.PlainText;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What is wrong with a proof, by itself. */
final class ProofCheck {

  private ProofCheck() {}

  /**
   * A sentence for each thing that is wrong; empty when all is proven.
   *
   * @param trusted keys that may sign, in hexadecimal; when there is none, the head's own may
   */
  static List<String> faults(ProofFile proof, Set<String> trusted) {
    List<String> faults = new ArrayList<>();
    TreeHead head = proof.head();
    String fault = SignedHead.fault(head);
    if (fault != null) {
      faults.add("The head cannot be believed: " + fault + ".");
      return faults;
    }
    String key = SignedHead.key(head);
    if (key == null) {
      faults.add("The head is not signed, so that nobody vouches for it.");
    } else if (!trusted.isEmpty() && !trusted.contains(key)) {
      faults.add(
          "The head is signed by key %s, which is not the one given with --key."
              .formatted(head.getSigningKeyId()));
    }
    TreeHasher hasher = new TreeHasher();
    byte[] root = SignedHead.root(head);
    for (ProofFile.Entry entry : proof.entries()) {
      long index = entry.proof().index();
      if (!entry.proof().proves(hasher.leaf(entry.value()), root)) {
        faults.add(
            "Entry %d is not in the tree of the head: its bytes, its index or its proof was changed."
                .formatted(index));
      } else if (saysOtherwise(entry)) {
        faults.add("Entry %d does not say what the file says that it says.".formatted(index));
      } else if (entry.event() != null && EventJson.read(entry.value()) == null) {
        faults.add(
            "Entry %d is in the log, but this release cannot read its bytes: what the file says of it is not proven. Check with the release that wrote it, or a later one."
                .formatted(index));
      }
    }
    return faults;
  }

  private static boolean saysOtherwise(ProofFile.Entry entry) {
    JsonNode read = EventJson.read(entry.value());
    JsonNode told = entry.event();
    if (read == null || told == null) {
      return false;
    }
    // What a later release knows besides has no place in an older file.
    return told.properties().stream()
        .anyMatch(field -> !field.getValue().equals(read.get(field.getKey())));
  }

  /** What an entry says, in a line, by its proven bytes. */
  static String said(ProofFile.Entry entry) {
    JsonNode read = EventJson.read(entry.value());
    return "entry %d: %s"
        .formatted(
            entry.proof().index(),
            read == null
                ? "cannot be read here; its bytes are proven"
                : PlainText.of(read.toString()));
  }
}
