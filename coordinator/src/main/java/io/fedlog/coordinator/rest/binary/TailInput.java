package io.fedlog.coordinator.rest.binary;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Remembers the last bytes that were read. */
final class TailInput extends FilterInputStream {

  private final byte[] tail;

  /**
   * @param length how many bytes are remembered
   */
  TailInput(InputStream in, int length) {
    super(in);
    this.tail = new byte[length];
  }

  /** The last bytes; zeros before them where fewer have come. */
  byte[] tail() {
    return tail.clone();
  }

  @Override
  public int read() throws IOException {
    int next = super.read();
    if (next >= 0) {
      remember(new byte[] {(byte) next}, 0, 1);
    }
    return next;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int came = super.read(buffer, offset, length);
    if (came > 0) {
      remember(buffer, offset, came);
    }
    return came;
  }

  @Override
  public long skip(long bytes) throws IOException {
    return readNBytes((int) Math.min(bytes, 4096)).length;
  }

  @Override
  public boolean markSupported() {
    return false; // bytes read again would be remembered twice
  }

  private void remember(byte[] buffer, int offset, int came) {
    int kept = Math.max(0, tail.length - came);
    System.arraycopy(tail, tail.length - kept, tail, 0, kept);
    System.arraycopy(buffer, offset + came - (tail.length - kept), tail, kept, tail.length - kept);
  }
}
