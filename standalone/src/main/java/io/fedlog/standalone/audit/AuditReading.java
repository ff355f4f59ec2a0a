package io.fedlog.standalone.audit;

import io.fedlog.runtime.audit.AuditVerdict;
import io.fedlog.runtime.audit.AuditVerifier;
import io.fedlog.runtime.scan.LogRecord;
import io.fedlog.runtime.scan.LogScan;
import io.fedlog.schemas.AuditEvent;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.TreeHead;
import io.fedlog.standalone.terminal.ConnectFlags;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads heads and entries from their topics and holds one against the other. */
final class AuditReading {

  /** Is told of each entry. */
  interface Visitor {
    /**
     * An entry, in its turn.
     *
     * @param leafHash its hash in the tree
     */
    void entry(LogRecord<AuditEvent> record, byte[] leafHash);
  }

  private AuditReading() {}

  /**
   * Reads everything once.
   *
   * @param keys that may sign, in hexadecimal; when there is none, the first that signs may
   * @param remembered a head that was verified before; null for none
   * @param headsSha256 of the heads up to that one; null when nobody kept it
   */
  static AuditVerdict read(
      ConnectFlags.Connection connection,
      Set<String> keys,
      @Nullable TreeHead remembered,
      @Nullable String headsSha256,
      Visitor visitor) {
    RecordCodec<TreeHead> codec = RecordCodec.of(Topics.AUDIT_HEADS, connection.schemas());
    AuditVerifier verifier = new AuditVerifier(codec, keys, remembered, headsSha256);
    try (LogScan scan = connection.scan()) {
      scan.read(Topics.AUDIT_HEADS, record -> verifier.head(record.offset(), value(record)));
      scan.read(
          Topics.AUDIT,
          record ->
              visitor.entry(
                  record, verifier.entry(record.offset(), record.timestamp(), value(record))));
    }
    return verifier.verdict();
  }

  private static byte @Nullable [] value(LogRecord<?> record) {
    return record.isTombstone() ? null : record.bytes();
  }
}
