package io.fedlog.agent;

import io.fedlog.learning.encoding.GridUnits;
import io.fedlog.learning.secure.Masking;
import io.fedlog.learning.secure.SecureTerms;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A store's update with its masks on it, in a file, of which uploads are made. */
final class MaskedBytes {
  private MaskedBytes() {}

  /**
   * Writes all chunks, and forces them to the disk before any is sent. After a restart the same
   * bytes are made again: they follow from what the store agreed to.
   *
   * @throws io.fedlog.learning.secure.RefusedException when the update is not the one agreed to
   */
  static void write(Path file, SecureTerms terms, WeightedUnits update, Masking masks)
      throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      for (int chunk = 0; chunk < terms.chunks(); chunk++) {
        long[] masked = masks.chunk(chunk, update.chunk(chunk)).values();
        ByteBuffer bytes = ByteBuffer.wrap(GridUnits.write(masked));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      }
      channel.force(true);
    }
  }
}
