package io.fedlog.standalone.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.fedlog.schemas.AuditEvent;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UnreadableRecordException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an audit event says, as JSON with the fields' names as on the topic. */
final class EventJson {
  private static final int HEADER_BYTES = 5;

  /** Knows what this release and earlier ones have written without a registry. */
  private static final RecordCodec<AuditEvent> CODEC =
      RecordCodec.of(Topics.AUDIT, new FingerprintDirectory());

  private static final List<Integer> OURS = FingerprintDirectory.idsOf(Topics.AUDIT);

  private EventJson() {}

  static JsonNode of(AuditEvent event) {
    return JsonFile.parse(event.toString());
  }

  /**
   * The event of a leaf, read without asking anybody. Where a registry gave the schema's id, the
   * schemas that releases have written are tried, the newest first: one fits that reads all bytes.
   *
   * @return null when none fits
   */
  static @Nullable JsonNode read(byte[] value) {
    JsonNode read = decoded(value);
    if (read != null || value.length < HEADER_BYTES) {
      return read;
    }
    for (int id : OURS) {
      byte[] ours = value.clone();
      ByteBuffer.wrap(ours).putInt(1, id);
      read = decoded(ours);
      if (read != null) {
        return read;
      }
    }
    return null;
  }

  private static @Nullable JsonNode decoded(byte[] value) {
    try {
      return of(CODEC.decode(value));
    } catch (UnreadableRecordException e) {
      return null;
    }
  }
}
