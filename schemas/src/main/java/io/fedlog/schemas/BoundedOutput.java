package io.fedlog.schemas;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Collects one record's bytes and refuses to grow beyond a bound. For one thread. */
final class BoundedOutput extends OutputStream {
  private final int bound;
  private byte[] bytes = new byte[512];
  private int size;

  BoundedOutput(int bound) {
    this.bound = bound;
  }

  @Override
  public void write(int value) throws IOException {
    makeRoom(1);
    bytes[size++] = (byte) value;
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    makeRoom(length);
    System.arraycopy(source, offset, bytes, size, length);
    size += length;
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  private void makeRoom(int length) throws IOException {
    if (length > bound - size) {
      throw new BoundExceededException();
    }
    if (length > bytes.length - size) {
      bytes = Arrays.copyOf(bytes, Math.max(size + length, Math.min(bound, 2 * bytes.length)));
    }
  }

  /** The record is larger than the bound. */
  static final class BoundExceededException extends IOException {
    private static final long serialVersionUID = 1L;
  }
}
