package io.fedlog.standalone.backup;

import io.fedlog.runtime.KafkaSettings;
import io.fedlog.schemas.Topics;
import io.fedlog.standalone.terminal.UnusableException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Brings a backup onto a fresh Kafka: every record at the offset and with the time it had. */
final class Restore {
  private static final String LONGEST_RECORD = Integer.toString(4 << 20);

  private final KafkaSettings kafka;
  private final String clientId;
  private final String transactionalId;

  /**
   * @param transactionalId of its own, that nobody has used before
   */
  Restore(KafkaSettings kafka, String clientId, String transactionalId) {
    this.kafka = kafka;
    this.clientId = clientId;
    this.transactionalId = transactionalId;
  }

  /**
   * What a restore has read back.
   *
   * @param lines the digests of the topics
   * @param newestHead the record that lies last on fl.audit-heads; null when there is none
   */
  record Restored(List<Backup.Line> lines, @Nullable SavedRecord newestHead) {
    Restored {
      lines = List.copyOf(lines);
    }

    /** Records of fl.audit. */
    long entries() {
      return lines.stream()
          .filter(line -> line.topic().equals(Topics.AUDIT.name()))
          .mapToLong(Backup.Line::records)
          .sum();
    }
  }

  /** Reads the whole file, and looks whether the Kafka is fresh; changes nothing. */
  Contents check(Path file) throws IOException, InterruptedException {
    Contents contents = BackupReader.read(file, new BackupReader.Visitor() {});
    try (Admin admin = Admin.create(kafka.admin(clientId))) {
      new FreshTopics(admin).requireNone(contents);
    }
    return contents;
  }

  /**
   * Restores, and reads all of it back.
   *
   * @return what is on the Kafka now
   * @throws UnusableException when the Kafka is not fresh
   * @throws IllegalStateException when what is there now is not what the file has
   */
  Restored restore(Path file) throws IOException, InterruptedException {
    Contents contents = check(file);
    Map<String, String> stated = new HashMap<>();
    try (Admin admin = Admin.create(kafka.admin(clientId))) {
      FreshTopics topics = new FreshTopics(admin);
      topics.create(contents);
      try (KafkaProducer<byte[], byte[]> plain = producer(kafka.producer(clientId));
          KafkaProducer<byte[], byte[]> transactions =
              producer(kafka.transactionalProducer(clientId + "-transactions", transactionalId))) {
        transactions.initTransactions();
        for (SavedTopic topic : contents.topics()) {
          if (!topic.saved()) {
            topics.begin(topic.name(), deleted(topic, plain));
          }
        }
        write(file, new Topicwise(topics, plain, transactions, new WrittenOffsets(admin), stated));
      }
      topics.settle(contents);
      offsets(admin, contents);
    }
    return readBack(contents, stated);
  }

  private static KafkaProducer<byte[], byte[]> producer(Properties properties) {
    properties.setProperty("linger.ms", "0");
    // A transaction that follows at once is refused until the one before is through.
    properties.setProperty("retry.backoff.ms", "5");
    properties.setProperty("max.request.size", LONGEST_RECORD);
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** A topic whose records are not in the file looks like one whose records were deleted. */
  private static Map<Integer, Long> deleted(
      SavedTopic topic, KafkaProducer<byte[], byte[]> producer) {
    Map<Integer, Long> beginnings = new HashMap<>();
    for (int p = 0; p < topic.partitions(); p++) {
      if (topic.ends().get(p) > 0) {
        Future<?> unused = producer.send(new ProducerRecord<>(topic.name(), p, null, new byte[0]));
        beginnings.put(p, 1L);
      }
    }
    producer.flush();
    return beginnings;
  }

  private static void write(Path file, Topicwise topicwise)
      throws IOException, InterruptedException {
    try {
      Contents unused = BackupReader.read(file, topicwise);
    } catch (WriteInterruptedException e) {
      throw new InterruptedException(e.getMessage());
    }
  }

  private static void offsets(Admin admin, Contents contents) throws InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> read = new HashMap<>();
    for (SavedOffset offset : contents.offsets()) {
      read.put(
          new TopicPartition(offset.topic(), offset.partition()),
          new OffsetAndMetadata(offset.offset(), offset.metadata()));
    }
    if (!read.isEmpty()) {
      var unused = Answers.of(admin.alterConsumerGroupOffsets(contents.group(), read).all());
    }
  }

  private Restored readBack(Contents contents, Map<String, String> stated) throws IOException {
    List<Backup.Line> lines = new ArrayList<>();
    List<SavedRecord> newestHead = new ArrayList<>();
    try (TopicReader reader = new TopicReader(kafka, clientId)) {
      for (SavedTopic topic : contents.topics()) {
        if (topic.saved()) {
          TopicDigest digest = new TopicDigest(topic.partitions());
          boolean heads = topic.name().equals(Topics.AUDIT_HEADS.name());
          reader.read(
              topic,
              record -> {
                digest.add(record);
                if (heads) {
                  newestHead.clear();
                  newestHead.add(record);
                }
              });
          String sha256 = digest.end();
          if (!sha256.equals(stated.get(topic.name()))) {
            throw new IllegalStateException(
                "%s was restored with the digest %s, the backup has %s; delete the topics and try another Kafka"
                    .formatted(topic.name(), sha256, stated.get(topic.name())));
          }
          lines.add(new Backup.Line(topic.name(), digest.records(), sha256));
        }
      }
    }
    return new Restored(lines, newestHead.isEmpty() ? null : newestHead.get(0));
  }

  /** An interruption on its way through what may only throw IOException. */
  private static final class WriteInterruptedException extends IOException {
    private static final long serialVersionUID = 1L;

    WriteInterruptedException(InterruptedException cause) {
      super("restoring was interrupted", cause);
    }
  }

  /** Writes one topic after the other. */
  private static final class Topicwise implements BackupReader.Visitor {
    private final FreshTopics topics;
    private final KafkaProducer<byte[], byte[]> plain;
    private final KafkaProducer<byte[], byte[]> transactions;
    private final WrittenOffsets written;
    private final Map<String, String> stated;
    private final Map<String, EqualOffsets> writing = new HashMap<>();

    Topicwise(
        FreshTopics topics,
        KafkaProducer<byte[], byte[]> plain,
        KafkaProducer<byte[], byte[]> transactions,
        WrittenOffsets written,
        Map<String, String> stated) {
      this.topics = topics;
      this.plain = plain;
      this.transactions = transactions;
      this.written = written;
      this.stated = stated;
    }

    private EqualOffsets of(SavedTopic topic) {
      return writing.computeIfAbsent(
          topic.name(), name -> new EqualOffsets(topic, plain, transactions, written));
    }

    @Override
    public void record(SavedTopic topic, SavedRecord record) throws IOException {
      try {
        of(topic).add(record);
      } catch (InterruptedException e) {
        throw new WriteInterruptedException(e);
      }
    }

    @Override
    public void end(SavedTopic topic, long records, String digest) throws IOException {
      try {
        topics.begin(topic.name(), of(topic).end(topic.ends()));
        stated.put(topic.name(), Objects.requireNonNull(digest));
        writing.remove(topic.name());
      } catch (InterruptedException e) {
        throw new WriteInterruptedException(e);
      }
    }
  }
}
