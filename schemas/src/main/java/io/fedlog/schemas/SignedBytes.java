package io.fedlog.schemas;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * What signatures of stores, and of the coordinator on tree heads, are over: the kind of the record
 * in ASCII ({@value #SEAL}, {@value #MASKED_SEAL}, {@value #JOIN}, {@value #HEARTBEAT}, {@value
 * #SECURE} or {@value #TREE_HEAD}), a zero byte, and Avro's binary encoding of the fields listed
 * here, array items and map entries in one block, entries in the order of their keys' UTF-8 bytes.
 * The same record has the same bytes, however it was written on the log; the kind keeps a signature
 * of one from being taken for that of another.
 *
 * <p>The number in a kind is the version of its list, and a list never changes: stores and
 * aggregators are not upgraded at once. A field that a schema gets later is not signed. To sign it,
 * add a kind with the next number and its own list, and let its signatures begin with that number
 * as one byte, before the 64 of Ed25519; those of version 1 are the 64 bytes alone.
 */
public final class SignedBytes {
  /** Begins the bytes of a seal. */
  public static final String SEAL = "fedlog seal 1";

  /** Begins the bytes of a seal of a masked update. */
  public static final String MASKED_SEAL = "fedlog masked seal 1";

  /** Begins the bytes of a join. */
  public static final String JOIN = "fedlog join 1";

  /** Begins the bytes of a heartbeat. */
  public static final String HEARTBEAT = "fedlog heartbeat 1";

  /** Begins the bytes of a message of secure aggregation. */
  public static final String SECURE = "fedlog secure 1";

  /** Begins the bytes of a head of the tree over the audit topic. */
  public static final String TREE_HEAD = "fedlog tree head 1";

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

  /** Those of a plain seal, and the mask before the time. */
  static final List<String> MASKED_SEAL_FIELDS =
      SEAL_FIELDS.stream()
          .flatMap(name -> name.equals("sealed_at") ? Stream.of("mask", name) : Stream.of(name))
          .toList();

  static final List<String> MASK_FIELDS =
      List.of("group_digest", "sharers_digest", "masked_weight", "signature");
  static final List<String> JOIN_FIELDS =
      List.of("store_id", "round_id", "model_type", "joined_at");
  static final List<String> HEARTBEAT_FIELDS =
      List.of("store_id", "at", "code_version", "model_types");

  static final List<String> TREE_HEAD_FIELDS =
      List.of(
          "log_id",
          "tree_size",
          "previous_size",
          "root_hash",
          "audit_next_offset",
          "at",
          "public_key");

  /** The message's own, and those of what it may say. */
  static final List<Fields> SECURE_FIELDS =
      List.of(
          new Fields(
              SecureMessage.getClassSchema(),
              List.of("round_id", "model_type", "store_id", "body", "sent_at")),
          new Fields(
              AdvertisedKeys.getClassSchema(), List.of("share_key", "mask_key", "signature")),
          new Fields(
              DealtShares.getClassSchema(),
              List.of("group_digest", "seed_commitment", "share_digests", "boxes")),
          new Fields(OutcomeConfirmed.getClassSchema(), List.of("outcome_digest", "signature")),
          new Fields(RevealedShares.getClassSchema(), List.of("outcome_digest", "shares")),
          new Fields(RevealedShare.getClassSchema(), List.of("dealer", "kind", "share")));

  private static final Comparator<Map.Entry<Object, Object>> BY_KEY =
      Comparator.comparing(
          entry -> entry.getKey().toString().getBytes(StandardCharsets.UTF_8),
          Arrays::compareUnsigned);
  private static final Writer<UpdateSeal> SEALS =
      Writer.of(UpdateSeal.getClassSchema(), SEAL_FIELDS, new UpdateSeal().getSpecificData());
  private static final Writer<UpdateSeal> MASKED_SEALS =
      new Writer<>(
          List.of(
              new Fields(UpdateSeal.getClassSchema(), MASKED_SEAL_FIELDS),
              new Fields(MaskSeal.getClassSchema(), MASK_FIELDS)),
          new UpdateSeal().getSpecificData());
  private static final Writer<Join> JOINS =
      Writer.of(Join.getClassSchema(), JOIN_FIELDS, new Join().getSpecificData());
  private static final Writer<Heartbeat> HEARTBEATS =
      Writer.of(Heartbeat.getClassSchema(), HEARTBEAT_FIELDS, new Heartbeat().getSpecificData());
  private static final Writer<TreeHead> TREE_HEADS =
      Writer.of(TreeHead.getClassSchema(), TREE_HEAD_FIELDS, new TreeHead().getSpecificData());
  private static final Writer<SecureMessage> SECURE_MESSAGES =
      new Writer<>(SECURE_FIELDS, new SecureMessage().getSpecificData());

  private SignedBytes() {}

  /** The bytes of a seal to be signed, and to be checked. */
  public static byte[] of(UpdateSeal seal) {
    return seal.getMask() == null
        ? bytes(SEAL, seal, SEALS)
        : bytes(MASKED_SEAL, seal, MASKED_SEALS);
  }

  /** The bytes of a join to be signed, and to be checked. */
  public static byte[] of(Join join) {
    return bytes(JOIN, join, JOINS);
  }

  /** The bytes of a heartbeat to be signed, and to be checked. */
  public static byte[] of(Heartbeat heartbeat) {
    return bytes(HEARTBEAT, heartbeat, HEARTBEATS);
  }

  /** The bytes of a message of secure aggregation to be signed, and to be checked. */
  public static byte[] of(SecureMessage message) {
    return bytes(SECURE, message, SECURE_MESSAGES);
  }

  /** The bytes of a tree head to be signed, and to be checked. */
  public static byte[] of(TreeHead head) {
    return bytes(TREE_HEAD, head, TREE_HEADS);
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

  /** What is signed of one kind of record, in this order. */
  record Fields(Schema schema, List<String> names) {
    List<Schema.Field> fields() {
      return names.stream().map(schema::getField).toList();
    }
  }

  /** Writes the listed fields, and maps in one order. Thread-safe, as its superclass is. */
  private static final class Writer<T extends SpecificRecord> extends SpecificDatumWriter<T> {
    private final Map<String, List<Schema.Field>> fields;

    /** A writer of the first of them, within which the others may lie. */
    Writer(List<Fields> records, SpecificData data) {
      super(records.get(0).schema(), data);
      fields =
          records.stream()
              .collect(Collectors.toMap(record -> record.schema().getFullName(), Fields::fields));
    }

    static <T extends SpecificRecord> Writer<T> of(
        Schema schema, List<String> names, SpecificData data) {
      return new Writer<>(List.of(new Fields(schema, names)), data);
    }

    @Override
    protected void writeRecord(Schema schema, Object datum, Encoder out) throws IOException {
      for (Schema.Field field : Objects.requireNonNull(fields.get(schema.getFullName()))) {
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
