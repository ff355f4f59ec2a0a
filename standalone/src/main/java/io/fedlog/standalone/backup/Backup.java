package io.fedlog.standalone.backup;

import io.fedlog.runtime.KafkaSettings;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UnreadableRecordException;
import io.fedlog.standalone.terminal.ConnectFlags;
import io.fedlog.standalone.terminal.UnusableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;

/** Makes a backup of an installation, which may run on meanwhile. */
final class Backup {
  private static final Set<RoundStatus> OVER =
      EnumSet.of(RoundStatus.COMPLETED, RoundStatus.FAILED, RoundStatus.CANCELLED);

  private final ConnectFlags.Connection connection;
  private final String group;
  private final boolean withUpdates;

  /**
   * @param group the aggregators' application id
   * @param withUpdates whether rounds' updates are saved too
   */
  Backup(ConnectFlags.Connection connection, String group, boolean withUpdates) {
    this.connection = connection;
    this.group = group;
    this.withUpdates = withUpdates;
  }

  /** What is in a file: a line a topic. */
  record Line(String topic, long records, String sha256) {}

  List<Line> write(Path file, String madeAt, Duration most)
      throws IOException, InterruptedException {
    KafkaSettings kafka = connection.kafka();
    Contents contents;
    try (Admin admin = Admin.create(kafka.admin(connection.clientId()))) {
      contents = new QuietMoment(admin, group, withUpdates).await(madeAt, most);
    }
    List<Line> lines = new ArrayList<>();
    try (TopicReader reader = new TopicReader(kafka, connection.clientId());
        BackupWriter writer = new BackupWriter(file, contents)) {
      if (!withUpdates) {
        requireNoneOpen(contents, reader);
      }
      for (SavedTopic topic : contents.topics()) {
        if (topic.saved()) {
          TopicDigest digest = new TopicDigest(topic.partitions());
          reader.read(
              topic,
              record -> {
                digest.add(record);
                writer.record(record);
              });
          String sha256 = digest.end();
          writer.endTopic(sha256);
          lines.add(new Line(topic.name(), digest.records(), sha256));
        }
      }
      writer.finish();
    }
    return lines;
  }

  /**
   * Of a round that was open where the topics are cut the aggregators have receipts of updates,
   * which must then be there.
   */
  private void requireNoneOpen(Contents contents, TopicReader reader) throws IOException {
    RecordCodec<RoundState> codec = RecordCodec.of(Topics.ROUND_STATE, connection.schemas());
    Set<String> open = new TreeSet<>();
    for (SavedTopic topic : contents.topics()) {
      if (topic.name().equals(Topics.ROUND_STATE.name())) {
        reader.read(topic, record -> note(record, codec, open));
      }
    }
    if (!open.isEmpty()) {
      throw new UnusableException(
          "rounds are open: "
              + open.stream().limit(5).toList()
              + (open.size() > 5 ? " and " + (open.size() - 5) + " more" : "")
              + "; wait for their end with the plans paused, or save their updates too"
              + " (--with-updates)",
          null);
    }
  }

  private static void note(SavedRecord record, RecordCodec<RoundState> codec, Set<String> open) {
    byte[] value = record.value();
    String roundId = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    try {
      if (value == null || OVER.contains(codec.decode(value).getStatus())) {
        open.remove(roundId);
      } else {
        open.add(roundId);
      }
    } catch (UnreadableRecordException e) {
      open.add(roundId + " (its state cannot be read)");
    }
  }
}
