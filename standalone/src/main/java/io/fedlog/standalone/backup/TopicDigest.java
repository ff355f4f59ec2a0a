package io.fedlog.standalone.backup;

import io.fedlog.schemas.CanonicalText;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/**
 * SHA-256 of a topic: over the digests of its partitions, each over its records as they are in the
 * file, in their order. How partitions were interleaved does not matter. Mutable.
 */
final class TopicDigest {
  private final List<MessageDigest> partitions;
  private long records;

  TopicDigest(int partitions) {
    this.partitions =
        IntStream.range(0, partitions).mapToObj(p -> CanonicalText.newDigest()).toList();
  }

  void add(SavedRecord record) throws IOException {
    if (record.partition() < 0 || record.partition() >= partitions.size()) {
      throw new DamagedFileException("a record is of partition " + record.partition());
    }
    partitions.get(record.partition()).update(record.toBytes());
    records++;
  }

  long records() {
    return records;
  }

  /** Lower-case hex; ends it. */
  String end() {
    MessageDigest all = CanonicalText.newDigest();
    partitions.forEach(partition -> all.update(partition.digest()));
    return HexFormat.of().formatHex(all.digest());
  }
}
