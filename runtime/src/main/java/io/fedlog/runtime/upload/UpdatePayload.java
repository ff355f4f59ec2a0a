package io.fedlog.runtime.upload;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * The bytes of one parameter update, read a chunk at a time so that an upload needs memory for the
 * chunks under way only. Thread-safe; the bytes must not change while an upload runs.
 */
public interface UpdatePayload {

  /** Bytes of the whole update. */
  long bytes();

  /** Reads exactly {@code length} bytes from {@code offset} on. */
  ByteBuffer read(long offset, int length) throws IOException;

  /** An update held in memory; the array is not copied. */
  static UpdatePayload of(byte[] payload) {
    Objects.requireNonNull(payload, "payload");
    return new UpdatePayload() {
      @Override
      public long bytes() {
        return payload.length;
      }

      @Override
      public ByteBuffer read(long offset, int length) {
        return ByteBuffer.wrap(payload, Math.toIntExact(offset), length).slice().asReadOnlyBuffer();
      }
    };
  }

  /** An update kept in a file. */
  static UpdatePayload of(Path file) throws IOException {
    long size = Files.size(file);
    return new UpdatePayload() {
      @Override
      public long bytes() {
        return size;
      }

      @Override
      public ByteBuffer read(long offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
          while (buffer.hasRemaining()) {
            if (channel.read(buffer, offset + buffer.position()) < 0) {
              throw new EOFException(
                  file + " ends before byte " + (offset + length) + ", it had " + size + " bytes");
            }
          }
        }
        return buffer.flip();
      }
    };
  }
}
