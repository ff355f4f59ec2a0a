package io.fedlog.coordinator.rest;

import io.fedlog.coordinator.uploads.UploadLog;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Copies a part to the log as it comes, so that a link that breaks loses little. */
final class PartCopy {

  private PartCopy() {}

  /**
   * Copies to the end of the stream or of the upload's body; what had come when the stream broke is
   * kept.
   */
  static void copy(InputStream in, Uploads.Found upload, UploadLog log) throws IOException {
    long at = upload.body().held();
    long left = upload.body().start().getContentLength() - at;
    byte[] record = new byte[(int) Math.min(UploadLog.MOST_PART_BYTES, left)];
    while (left > 0) {
      int wanted = (int) Math.min(record.length, left);
      int filled = 0;
      try {
        for (int came = 0; filled < wanted && came >= 0; filled += Math.max(came, 0)) {
          came = in.read(record, filled, wanted - filled);
        }
      } catch (IOException e) {
        append(log, upload, at, record, filled);
        throw e;
      }
      append(log, upload, at, record, filled);
      if (filled < wanted) {
        return;
      }
      at += filled;
      left -= filled;
    }
    if (in.read() >= 0) {
      throw ProblemException.tooLarge("the part goes on after the body's end, which was kept");
    }
  }

  private static void append(
      UploadLog log, Uploads.Found upload, long at, byte[] record, int length) {
    if (length > 0) {
      log.append(upload.id(), at, ByteBuffer.wrap(record, 0, length));
    }
  }
}
