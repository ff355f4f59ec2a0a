package io.fedlog.coordinator.uploads;

import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The parts of an upload as one stream. */
final class PartsInput extends InputStream {

  private final UploadReader parts;
  private @Nullable ByteBuffer part = ByteBuffer.allocate(0);

  /**
   * @param parts closed with the stream
   */
  PartsInput(UploadReader parts) {
    this.parts = parts;
    var unused = parts.start();
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] buffer, int offset, int length) {
    while (part != null && !part.hasRemaining()) {
      part = parts.nextPart();
    }
    if (part == null) {
      return -1;
    }
    int came = Math.min(length, part.remaining());
    part.get(buffer, offset, came);
    return came;
  }

  @Override
  public void close() {
    parts.close();
  }
}
