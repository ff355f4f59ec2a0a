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
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * What a store's signatures are over: the kind of the record in ASCII ({@value #SEAL}, {@value
 * #JOIN} or {@value #HEARTBEAT}), a zero byte, and Avro's binary encoding of all fields before
 * {@code signature}, map entries in one block and in the order of their keys' UTF-8 bytes. The same
 * record has the same bytes, however it was written on the log; the kind keeps a signature of one
 * from being taken for that of another.
 */
public final class SignedBytes {
  /** Begins the bytes of a seal. */
  public static final String SEAL = "fedlog seal 1";

  /** Begins the bytes of a join. */
  public static final String JOIN = "fedlog join 1";

  /** Begins the bytes of a heartbeat. */
  public static final String HEARTBEAT = "fedlog heartbeat 1";

  private static final Comparator<Map.Entry<Object, Object>> BY_KEY =
      Comparator.comparing(
          entry -> entry.getKey().toString().getBytes(StandardCharsets.UTF_8),
          Arrays::compareUnsigned);
  private static final Writer<UpdateSeal> SEALS =
      new Writer<>(UpdateSeal.getClassSchema(), new UpdateSeal().getSpecificData());
  private static final Writer<Join> JOINS =
      new Writer<>(Join.getClassSchema(), new Join().getSpecificData());
  private static final Writer<Heartbeat> HEARTBEATS =
      new Writer<>(Heartbeat.getClassSchema(), new Heartbeat().getSpecificData());

  private SignedBytes() {}

  /** The bytes of a seal to be signed, and to be checked. */
  public static byte[] of(UpdateSeal seal) {
    return bytes(SEAL, seal, SEALS);
  }

  /** The bytes of a join to be signed, and to be checked. */
  public static byte[] of(Join join) {
    return bytes(JOIN, join, JOINS);
  }

  /** The bytes of a heartbeat to be signed, and to be checked. */
  public static byte[] of(Heartbeat heartbeat) {
    return bytes(HEARTBEAT, heartbeat, HEARTBEATS);
  }

  private static <T extends SpecificRecord> byte[] bytes(String kind, T record, Writer<T> writer) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    out.writeBytes(kind.getBytes(StandardCharsets.US_ASCII));
    out.write(0);
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    try {
      writer.write(record, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** A record of the first fields of another, which keep their positions. */
  private static Schema fieldsBeforeSignature(Schema whole) {
    List<Schema.Field> fields =
        whole.getFields().subList(0, whole.getField("signature").pos()).stream()
            .map(field -> new Schema.Field(field, field.schema()))
            .toList();
    return Schema.createRecord(
        whole.getName(), whole.getDoc(), whole.getNamespace(), false, fields);
  }

  /** Writes maps in one order. Thread-safe, as its superclass is. */
  private static final class Writer<T extends SpecificRecord> extends SpecificDatumWriter<T> {
    Writer(Schema whole, SpecificData data) {
      super(fieldsBeforeSignature(whole), data);
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
