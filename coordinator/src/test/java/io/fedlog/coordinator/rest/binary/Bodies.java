package io.fedlog.coordinator.rest.binary;

import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.Grid;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Bodies put together byte by byte, from the descriptions of their forms alone. */
final class Bodies {

  static final long MOST = 1 << 20;

  private Bodies() {}

  /**
   * A safetensors body.
   *
   * @param header JSON; a quote is written as '
   */
  static byte[] safetensors(String header, byte[] data) {
    byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .put(data)
        .array();
  }

  static byte[] npy(String header, byte[] data) {
    byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocate(10 + text.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(HexFormat.of().parseHex("934e554d50590100"))
        .putShort((short) text.length)
        .put(text)
        .put(data)
        .array();
  }

  static byte[] npy(String type, String shape, byte[] data) {
    return npy(
        "{'descr': '%s', 'fortran_order': False, 'shape': %s, }   \n".formatted(type, shape), data);
  }

  /** A deflated ZIP of names and contents, in turn. */
  static byte[] zip(Object... entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (int i = 0; i < entries.length; i += 2) {
        zip.putNextEntry(new ZipEntry((String) entries[i]));
        zip.write((byte[]) entries[i + 1]);
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  static byte[] doubles(double... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 8).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(values);
    return bytes.array();
  }

  static byte[] floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  static Wanted first() {
    return new Wanted(null, MOST);
  }

  static Wanted of(Encoding encoding, Tensor... layout) {
    long count = 0;
    for (Tensor array : layout) {
      count += array.getShape().stream().mapToLong(length -> length).reduce(1, (a, b) -> a * b);
    }
    return new Wanted(round(encoding, List.of(layout), count), MOST);
  }

  private static RoundDefinition round(Encoding encoding, List<Tensor> layout, long count) {
    return RoundDefinition.newBuilder()
        .setRoundId("r")
        .setModelType("t")
        .setMethod("fedavg")
        .setEncoding(encoding)
        .setLayout(layout)
        .setParameterCount(count)
        .setUpdateBytes(count * (encoding == Encoding.FLOAT32 ? 4 : 8))
        .setChunkBytes(65536)
        .setChunkCount(1)
        .setGrid(new Grid(20, 1024.0, 0, 1L, 1, 2))
        .setUpdatesTopic("fl.updates.r")
        .setMinStores(1)
        .setThreshold("1")
        .setJoinWindowMs(1)
        .setDeadlineMs(1)
        .setCreatedAt(Instant.EPOCH)
        .setCreatedBy("test")
        .build();
  }
}
