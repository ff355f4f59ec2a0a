package io.fedlog.standalone.backup;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.zip.GZIPOutputStream;

/**
 * Writes a backup: gzip over the words {@value #MAGIC}, the contents as JSON after its length in 4
 * bytes, of each saved topic its records, each after a byte 1, then a byte 0 and the topic's digest
 * in 64 hex digits, and in the end the word {@value #END}. It is written beside its place and put
 * there when it is whole; only its owner can read it. Not thread-safe.
 */
final class BackupWriter implements AutoCloseable {
  static final String MAGIC = "fedlog backup 1\n";
  static final String END = "end\n";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final Path fresh;
  private final DataOutputStream out;

  BackupWriter(Path file, Contents contents) throws IOException {
    this.file = file.toAbsolutePath();
    this.fresh = this.file.resolveSibling(this.file.getFileName() + ".part");
    Files.deleteIfExists(fresh);
    if (Files.getFileStore(this.file.resolveSibling(".")).supportsFileAttributeView("posix")) {
      Files.createFile(
          fresh,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } else {
      Files.createFile(fresh);
    }
    this.out =
        new DataOutputStream(
            new BufferedOutputStream(
                new GZIPOutputStream(
                    Files.newOutputStream(fresh, StandardOpenOption.WRITE), 64 << 10),
                64 << 10));
    out.write(MAGIC.getBytes(StandardCharsets.US_ASCII));
    byte[] json = JSON.writeValueAsBytes(contents);
    out.writeInt(json.length);
    out.write(json);
  }

  void record(SavedRecord record) throws IOException {
    out.writeByte(1);
    out.write(record.toBytes());
  }

  void endTopic(String digest) throws IOException {
    out.writeByte(0);
    out.write(digest.getBytes(StandardCharsets.US_ASCII));
  }

  /** The file is whole: puts it into its place. */
  void finish() throws IOException {
    out.write(END.getBytes(StandardCharsets.US_ASCII));
    out.close();
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void close() throws IOException {
    out.close();
    Files.deleteIfExists(fresh);
  }
}
