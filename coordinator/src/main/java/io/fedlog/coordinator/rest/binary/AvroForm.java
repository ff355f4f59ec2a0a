package io.fedlog.coordinator.rest.binary;

import io.fedlog.schemas.ParameterSet;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.avro.SchemaNormalization;

/** How Avro's single-object encoding begins: two bytes, and the schema's fingerprint. */
final class AvroForm {

  private static final short MARK = 0x01c3; // C3 01, little-endian

  private AvroForm() {}

  /** The ten bytes of a {@link ParameterSet}. */
  static byte[] prefix() {
    long fingerprint = SchemaNormalization.parsingFingerprint64(ParameterSet.getClassSchema());
    return ByteBuffer.allocate(Short.BYTES + Long.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(MARK)
        .putLong(fingerprint)
        .array();
  }
}
