package io.fedlog.schemas;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * What a store's signature of a seal is over: {@value #DOMAIN} in ASCII, a zero byte, and Avro's
 * binary encoding of all fields before {@code signature}, map entries in one block and in the order
 * of their keys' UTF-8 bytes. The same seal has the same bytes, however it was written on the log.
 */
public final class SealBytes {
  /** Keeps a signature of a seal from being taken for one of something else. */
  public static final String DOMAIN = "fedlog seal 1";

  private static final Comparator<Map.Entry<Object, Object>> BY_KEY =
      Comparator.comparing(
          entry -> entry.getKey().toString().getBytes(StandardCharsets.UTF_8),
          Arrays::compareUnsigned);
  private static final Writer WRITER = new Writer(fieldsBeforeSignature());

  private SealBytes() {}

  /** The bytes to be signed, and to be checked. */
  public static byte[] of(UpdateSeal seal) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    out.writeBytes(DOMAIN.getBytes(StandardCharsets.US_ASCII));
    out.write(0);
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    try {
      WRITER.write(seal, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** A record of the seal's first fields, which keep their positions. */
  private static Schema fieldsBeforeSignature() {
    Schema whole = UpdateSeal.getClassSchema();
    List<Schema.Field> fields =
        whole.getFields().subList(0, whole.getField("signature").pos()).stream()
            .map(field -> new Schema.Field(field, field.schema()))
            .toList();
    return Schema.createRecord(
        whole.getName(), whole.getDoc(), whole.getNamespace(), false, fields);
  }

  /** Writes maps in one order. Thread-safe, as its superclass is. */
  private static final class Writer extends SpecificDatumWriter<UpdateSeal> {
    Writer(Schema schema) {
      super(schema, new UpdateSeal().getSpecificData());
    }

    @Override
    protected Iterable<Map.Entry<Object, Object>> getMapEntries(Object map) {
      return ((Map<?, ?>) map)
          .entrySet().stream()
              .map(entry -> Map.<Object, Object>entry(entry.getKey(), entry.getValue()))
              .sorted(BY_KEY)
              .toList();
    }
  }
}
