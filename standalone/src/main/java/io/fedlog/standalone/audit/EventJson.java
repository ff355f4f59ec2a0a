package io.fedlog.standalone.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.fedlog.schemas.AuditEvent;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UnreadableRecordException;
import org.jspecify.annotations.Nullable;

/** What an audit event says, as JSON with the fields' names as on the topic. */
final class EventJson {
  /** Knows what this release and earlier ones have written without a registry. */
  private static final RecordCodec<AuditEvent> CODEC =
      RecordCodec.of(Topics.AUDIT, new FingerprintDirectory());

  private EventJson() {}

  static JsonNode of(AuditEvent event) {
    return JsonFile.parse(event.toString());
  }

  /** The event of a leaf, read without asking a registry; null when that cannot be. */
  static @Nullable JsonNode read(byte[] value) {
    try {
      return of(CODEC.decode(value));
    } catch (UnreadableRecordException e) {
      return null;
    }
  }
}
