package io.fedlog.runtime.tensors;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Map;

/**
 * A safetensors file open for reading: 8 bytes with the header's length, the header, the arrays.
 * What the header claims is checked against the file's size before memory is taken for it. Not
 * thread-safe.
 */
public final class TensorFile implements AutoCloseable {

  /** Longest header taken: room for 100,000 arrays; the format itself allows 100 MB. */
  static final int LONGEST_HEADER = 16 << 20;

  private static final int SLICE = 64 * 1024;

  private final Path path;
  private final FileChannel channel;
  private final long dataAt;
  private final Map<String, TensorEntry> entries;

  private TensorFile(
      Path path, FileChannel channel, long dataAt, Map<String, TensorEntry> entries) {
    this.path = path;
    this.channel = channel;
    this.dataAt = dataAt;
    this.entries = Collections.unmodifiableMap(entries);
  }

  /**
   * Opens a file and reads its header.
   *
   * @throws IllegalArgumentException when it is no such file; the message names it
   */
  public static TensorFile open(Path path) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      return open(path, channel);
    } catch (IllegalArgumentException e) {
      channel.close();
      throw new IllegalArgumentException(path + ": " + e.getMessage(), e);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static TensorFile open(Path path, FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < Long.BYTES) {
      throw new IllegalArgumentException(
          size + " bytes are no safetensors file, expected 8 bytes with the header's length first");
    }
    long header = read(channel, 0, Long.BYTES).getLong();
    if (header < 0 || header > size - Long.BYTES || header > LONGEST_HEADER) {
      throw new IllegalArgumentException(
          "the header is said to have %s bytes, the file has %d and a header at most %d"
              .formatted(Long.toUnsignedString(header), size, LONGEST_HEADER));
    }
    long dataAt = Long.BYTES + header;
    byte[] json = read(channel, Long.BYTES, (int) header).array();
    return new TensorFile(path, channel, dataAt, TensorHeader.parse(json, size - dataAt));
  }

  /** The arrays by name. */
  public Map<String, TensorEntry> entries() {
    return entries;
  }

  /**
   * Reads an array of finite numbers, each written as the type asked for.
   *
   * @param type F32 or F64; where the file has the other one, numbers are widened or rounded
   * @param target takes all of them, from its position on
   * @throws IllegalArgumentException when there is no such array, when it is neither F32 nor F64,
   *     or when a number is not finite
   */
  public void read(String name, TensorType type, ByteBuffer target) throws IOException {
    TensorEntry entry = entries.get(name);
    if (entry == null) {
      throw new IllegalArgumentException(
          path + ": tensor \"" + name + "\" is missing, it has " + entries.keySet());
    }
    boolean single = entry.type() == TensorType.F32;
    if (!single && entry.type() != TensorType.F64) {
      throw new IllegalArgumentException(
          path + ": tensor \"" + name + "\" is " + entry.type() + ", expected F32 or F64");
    }
    ByteBuffer out = target.order(ByteOrder.LITTLE_ENDIAN);
    for (long at = entry.begin(); at < entry.end(); ) {
      int length = (int) Math.min(SLICE, entry.end() - at);
      ByteBuffer slice = read(channel, dataAt + at, length);
      while (slice.hasRemaining()) {
        double value = single ? slice.getFloat() : slice.getDouble();
        double taken = type == TensorType.F32 ? (float) value : value;
        if (!Double.isFinite(taken)) {
          long index = (at - entry.begin() + slice.position()) / entry.type().bytes() - 1;
          throw new IllegalArgumentException(
              "%s: tensor \"%s\" holds %s at element %d, expected finite numbers%s"
                  .formatted(
                      path, name, value, index, Double.isFinite(value) ? " of single range" : ""));
        }
        if (type == TensorType.F32) {
          out.putFloat((float) taken);
        } else {
          out.putDouble(taken);
        }
      }
      at += length;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static ByteBuffer read(FileChannel channel, long offset, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, offset + buffer.position()) < 0) {
        throw new EOFException("the file became shorter while it was read");
      }
    }
    return buffer.flip();
  }
}
