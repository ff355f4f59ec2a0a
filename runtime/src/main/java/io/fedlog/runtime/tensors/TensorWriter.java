package io.fedlog.runtime.tensors;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes arrays that already lie one after another, as a model's bytes do. */
public final class TensorWriter {

  private static final ObjectMapper JSON = JsonMapper.builder().build();

  /** The data begins at a multiple of it, so that it can be mapped as numbers. */
  private static final int ALIGNMENT = 8;

  private TensorWriter() {}

  /**
   * Writes a new file.
   *
   * @param entries the arrays in the order of their bytes, without gaps
   * @param metadata texts that go with them
   * @param data the bytes of all of them, little-endian
   */
  public static void write(
      Path path, List<TensorEntry> entries, Map<String, String> metadata, ByteBuffer data)
      throws IOException {
    ByteBuffer header = header(entries, metadata);
    long end = entries.isEmpty() ? 0 : entries.get(entries.size() - 1).end();
    if (end != data.remaining()) {
      throw new IllegalArgumentException(
          "the arrays have " + end + " bytes, the data has " + data.remaining());
    }
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer rest = data.duplicate();
      while (header.hasRemaining()) {
        channel.write(header);
      }
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
    }
  }

  /**
   * What comes before the data: the length of the JSON, and the JSON.
   *
   * @throws IllegalArgumentException when arrays have one name, or do not follow each other
   */
  public static ByteBuffer header(List<TensorEntry> entries, Map<String, String> metadata) {
    requireOwnNames(entries);
    ObjectNode root = JSON.createObjectNode();
    if (!metadata.isEmpty()) {
      ObjectNode texts = root.putObject(TensorHeader.METADATA);
      metadata.forEach(texts::put);
    }
    for (TensorEntry entry : entries) {
      ObjectNode tensor = root.putObject(entry.name()).put("dtype", entry.type().name());
      entry.shape().forEach(tensor.putArray("shape")::add);
      tensor.putArray("data_offsets").add(entry.begin()).add(entry.end());
    }
    byte[] json;
    try {
      json = JSON.writeValueAsBytes(root);
    } catch (JacksonException e) {
      throw new IllegalStateException("a header of texts and numbers cannot be written", e);
    }
    var unused = TensorHeader.parse(json);
    int padded = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    ByteBuffer bytes =
        ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN).putLong(padded);
    bytes.put(json);
    while (bytes.hasRemaining()) {
      bytes.put((byte) ' ');
    }
    return bytes.flip();
  }

  private static void requireOwnNames(List<TensorEntry> entries) {
    Set<String> names = new HashSet<>();
    for (TensorEntry entry : entries) {
      if (entry.name().equals(TensorHeader.METADATA) || !names.add(entry.name())) {
        throw new IllegalArgumentException(
            "two arrays, or an array and the metadata, are named \"" + entry.name() + "\"");
      }
    }
  }
}
