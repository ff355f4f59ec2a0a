package io.fedlog.schemas;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.util.RandomData;

/** Records for tests. */
final class Samples {
  private Samples() {}

  static List<Topic<?>> allTopics() {
    List<Topic<?>> all = new ArrayList<>(Topics.fixed());
    all.add(Topics.updates("r-1"));
    return all;
  }

  static UpdateRecord chunk(byte[] payload) {
    return new UpdateRecord(
        new UpdateChunk(
            "r-1",
            "s-7",
            99L,
            3,
            8,
            4L,
            120L,
            ByteBuffer.wrap(new byte[32]),
            ByteBuffer.wrap(payload)));
  }

  /** Bytes of {@code count} random values of a schema, written by Avro alone behind {@code id}. */
  static List<byte[]> randomRecords(Schema schema, int id, int count, Random random) {
    List<byte[]> records = new ArrayList<>();
    for (Object datum : new RandomData(schema, count, random.nextLong())) {
      records.add(written(schema, id, datum));
    }
    return records;
  }

  static byte[] written(Schema schema, int id, Object datum) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      out.write(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
      BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
      new GenericDatumWriter<>(schema).write(datum, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
