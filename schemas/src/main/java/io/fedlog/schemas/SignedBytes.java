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
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * What a store's signatures are over: the kind of the record in ASCII ({@value #SEAL}, {@value
 * #JOIN} or {@value #HEARTBEAT}), a zero byte, and Avro's binary encoding of the fields listed
 * here, map entries in one block and in the order of their keys' UTF-8 bytes. The same record has
 * the same bytes, however it was written on the log; the kind keeps a signature of one from being
 * taken for that of another.
 *
 * <p>The number in a kind is the version of its list, and a list never changes: stores and
 * aggregators are not upgraded at once. A field that a schema gets later is not signed. To sign it,
 * add a kind with the next number and its own list, and let its signatures begin with that number
 * as one byte, before the 64 of Ed25519; those of version 1 are the 64 bytes alone.
 */
public final class SignedBytes {
  /** Begins the bytes of a seal. */
  public static final String SEAL = "fedlog seal 1";

  /** Begins the bytes of a join. */
  public static final String JOIN = "fedlog join 1";

  /** Begins the bytes of a heartbeat. */
  public static final String HEARTBEAT = "fedlog heartbeat 1";

  static final List<String> SEAL_FIELDS =
      List.of(
          "round_id",
          "model_type",
          "store_id",
          "attempt_id",
          "attempt_number",
          "chunk_count",
          "update_bytes",
          "base_version",
          "weight",
          "root_digest",
          "training_samples",
          "metrics",
          "dataset_fingerprint",
          "code_version",
          "vouched_for",
          "sealed_at");
  static final List<String> JOIN_FIELDS =
      List.of("store_id", "round_id", "model_type", "joined_at");
  static final List<String> HEARTBEAT_FIELDS =
      List.of("store_id", "at", "code_version", "model_types");

  private static final Comparator<Map.Entry<Object, Object>> BY_KEY =
      Comparator.comparing(
          entry -> entry.getKey().toString().getBytes(StandardCharsets.UTF_8),
          Arrays::compareUnsigned);
  private static final Writer<UpdateSeal> SEALS =
      new Writer<>(UpdateSeal.getClassSchema(), SEAL_FIELDS, new UpdateSeal().getSpecificData());
  private static final Writer<Join> JOINS =
      new Writer<>(Join.getClassSchema(), JOIN_FIELDS, new Join().getSpecificData());
  private static final Writer<Heartbeat> HEARTBEATS =
      new Writer<>(Heartbeat.getClassSchema(), HEARTBEAT_FIELDS, new Heartbeat().getSpecificData());

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

  /** Writes the listed fields, and maps in one order. Thread-safe, as its superclass is. */
  private static final class Writer<T extends SpecificRecord> extends SpecificDatumWriter<T> {
    private final List<Schema.Field> fields;

    Writer(Schema whole, List<String> names, SpecificData data) {
      super(whole, data);
      fields = names.stream().map(whole::getField).toList();
    }

    @Override
    protected void writeRecord(Schema schema, Object datum, Encoder out) throws IOException {
      for (Schema.Field field : fields) {
        writeField(datum, field, out, null);
      }
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
