package io.fedlog.standalone.backup;

import io.fedlog.runtime.audit.SignedHead;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RegistryException;
import io.fedlog.schemas.SchemaDirectory;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.TreeHead;
import io.fedlog.schemas.UnreadableRecordException;
import io.fedlog.standalone.terminal.PlainText;
import java.io.PrintWriter;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Says where the audit log stands after a restore, and what to do so that an honest second history
 * does not look like a forged one.
 */
final class Aftermath {
  private static final String ADVICE =
      """
      If anybody has seen a head of more entries, what is written from here on is a second history:
        - Before the coordinators start, set FL_AUDIT_KEY_FILE to a new file: no key may sign both.
        - Keep the heads that verifiers remember. Held against a later one than this, audit verify
          says that the log was cut or rolled back; audit compare, that the keys are different. Had
          the old key signed on, it would be a split view, which is evidence against the signer.
        - Verifiers begin with a new file for --remember, with both keys, and note the reason.
      See docs/backup.md.\
      """;

  private final SchemaDirectory schemas;
  private final PrintWriter out;

  Aftermath(SchemaDirectory schemas, PrintWriter out) {
    this.schemas = schemas;
    this.out = out;
  }

  void print(Restore.Restored restored) {
    SavedRecord newest = restored.newestHead();
    byte[] value = newest == null ? null : newest.value();
    out.println();
    if (value == null) {
      out.println("The audit log has no head: nobody has vouched for its entries yet.");
    } else {
      out.println(standing(value, restored.entries()));
      ADVICE.lines().forEach(out::println);
    }
    out.flush();
  }

  private String standing(byte[] value, long entries) {
    try {
      TreeHead head = RecordCodec.of(Topics.AUDIT_HEADS, schemas).decode(value);
      String key = head.getSigningKeyId();
      return String.format(
          Locale.ROOT,
          "The audit log stands at the head of %,d entries, root %s, %s; entries in all: %,d.",
          head.getTreeSize(),
          HexFormat.of().formatHex(SignedHead.root(head)),
          key == null ? "not signed" : "signed by key " + PlainText.of(key),
          entries);
    } catch (UnreadableRecordException | RegistryException e) {
      return "The newest head of the audit log cannot be read here: "
          + PlainText.of(String.valueOf(e.getMessage()));
    }
  }
}
