package io.fedlog.standalone.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fedlog.standalone.terminal.UnusableException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Reads a backup, and checks on the way that it is as it was written. */
final class BackupReader {
  private static final int MOST_CONTENTS = 256 << 20;

  private BackupReader() {}

  /** Is given the records of a backup. */
  interface Visitor {
    /** Before all records. */
    default void contents(Contents contents) throws IOException {}

    /** The next record of a topic. */
    default void record(SavedTopic topic, SavedRecord record) throws IOException {}

    /** A topic has no more records, and its digest is right. */
    default void end(SavedTopic topic, long records, String digest) throws IOException {}
  }

  /**
   * Reads a whole file.
   *
   * @return what it says of itself
   * @throws DamagedFileException when it is not as it was written
   */
  static Contents read(Path file, Visitor visitor) throws IOException {
    try (DataInputStream in =
        new DataInputStream(
            new BufferedInputStream(
                new GZIPInputStream(Files.newInputStream(file), 64 << 10), 64 << 10))) {
      expect(in, BackupWriter.MAGIC, "it does not begin as a backup of this release does");
      Contents contents = contents(in);
      visitor.contents(contents);
      for (SavedTopic topic : contents.topics()) {
        if (topic.saved()) {
          topic(in, topic, visitor);
        }
      }
      expect(in, BackupWriter.END, "it does not end where its topics do");
      if (in.read() != -1) {
        throw new DamagedFileException("something follows its end");
      }
      return contents;
    } catch (NoSuchFileException e) {
      throw new UnusableException("There is no file %s; expected a backup.".formatted(file), e);
    } catch (EOFException e) {
      throw new DamagedFileException("it ends early");
    } catch (ZipException e) {
      throw new DamagedFileException(String.valueOf(e.getMessage()));
    }
  }

  private static Contents contents(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > MOST_CONTENTS) {
      throw new DamagedFileException("its contents have " + length + " bytes");
    }
    try {
      return new ObjectMapper().readValue(in.readNBytes(length), Contents.class);
    } catch (JsonProcessingException e) {
      throw new DamagedFileException("its contents cannot be read");
    }
  }

  private static void topic(DataInputStream in, SavedTopic topic, Visitor visitor)
      throws IOException {
    TopicDigest digest = new TopicDigest(topic.partitions());
    List<Long> next = new ArrayList<>(topic.begins());
    while (in.readByte() == 1) {
      SavedRecord record = SavedRecord.read(in);
      digest.add(record);
      int partition = record.partition();
      if (record.offset() < next.get(partition) || record.offset() >= topic.ends().get(partition)) {
        throw new DamagedFileException(
            "%s/%d has a record at %d, expected from %d to below %d"
                .formatted(
                    topic.name(),
                    partition,
                    record.offset(),
                    next.get(partition),
                    topic.ends().get(partition)));
      }
      next.set(partition, record.offset() + 1);
      visitor.record(topic, record);
    }
    byte[] stated = in.readNBytes(64);
    String found = digest.end();
    if (!found.equals(new String(stated, StandardCharsets.US_ASCII))) {
      throw new DamagedFileException("the digest of " + topic.name() + " is not the stated one");
    }
    visitor.end(topic, digest.records(), found);
  }

  private static void expect(DataInputStream in, String word, String otherwise) throws IOException {
    byte[] expected = word.getBytes(StandardCharsets.US_ASCII);
    if (!Arrays.equals(in.readNBytes(expected.length), expected)) {
      throw new DamagedFileException(otherwise);
    }
  }
}
