package io.fedlog.coordinator.audit;

import io.fedlog.runtime.audit.AuditTree;
import io.fedlog.runtime.audit.SignedHead;
import io.fedlog.runtime.trust.SigningKey;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.TreeHead;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One coordinator's time as the one that acts: reads the audit topic from its beginning, compares
 * the last head with it, and publishes the next ones. Whoever signs looks at all that is signed
 * again, rather than go on from hashes that somebody kept. Mutable; for one thread.
 */
final class HeadsInOffice {
  private static final Logger LOG = LoggerFactory.getLogger(HeadsInOffice.class);
  private static final TopicPartition AUDIT = new TopicPartition(Topics.AUDIT.name(), 0);

  private final Consumer<String, byte[]> consumer;
  private final Producer<String, byte[]> producer;
  private final RecordCodec<TreeHead> codec;
  private final @Nullable SigningKey key;
  private final long everyNanos;
  private final AuditTree tree = new AuditTree();
  private final @Nullable TreeHead before;
  private final long endAtStart;
  private boolean checked;
  private long published;
  private long publishedAt;

  /**
   * Fences whoever published before, then looks what they have published.
   *
   * @param producer with the transactional id that all coordinators share
   * @param key signs; null: nobody does
   * @param every the least time between two heads
   * @throws ContradictionException when the last head is none that could have been published
   */
  HeadsInOffice(
      Consumer<String, byte[]> consumer,
      Producer<String, byte[]> producer,
      RecordCodec<TreeHead> codec,
      @Nullable SigningKey key,
      Duration every) {
    this.consumer = consumer;
    this.producer = producer;
    this.codec = codec;
    this.key = key;
    this.everyNanos = every.toNanos();
    this.publishedAt = System.nanoTime() - everyNanos;
    producer.initTransactions();
    before = LastHead.find(consumer, codec);
    if (before != null) {
      checkByItself(before);
      published = before.getTreeSize();
    }
    checked = before == null;
    consumer.assign(List.of(AUDIT));
    consumer.seekToBeginning(List.of(AUDIT));
    endAtStart = consumer.endOffsets(List.of(AUDIT)).getOrDefault(AUDIT, 0L);
  }

  private void checkByItself(TreeHead head) {
    String fault = SignedHead.fault(head);
    if (fault != null) {
      throw new ContradictionException(
          "the last head on fl.audit-heads, of %d entries, cannot be believed: %s"
              .formatted(head.getTreeSize(), fault));
    }
    String own = key == null ? null : key.id();
    if (head.getSigningKeyId() != null && !Objects.equals(head.getSigningKeyId(), own)) {
      LOG.warn(
          "The key that signs tree heads has changed; verifiers must be given both"
              + " formerKeyId={} keyId={}",
          head.getSigningKeyId(),
          own == null ? "none" : own);
    }
  }

  /**
   * Reads on, and publishes a head when there are new entries and it is time.
   *
   * @param wait for entries, when there are none
   * @throws ContradictionException when the log is not what the last head says
   */
  void step(Duration wait) {
    for (ConsumerRecord<String, byte[]> record : consumer.poll(wait)) {
      byte[] unused = tree.append(record.offset(), record.timestamp(), record.value());
      if (!checked && before != null && tree.size() == before.getTreeSize()) {
        checkAgainstLog(before);
        checked = true;
      }
    }
    if (!checked && before != null && consumer.position(AUDIT) >= endAtStart) {
      throw new ContradictionException(
          "the last head is of %d entries, but fl.audit has %d: it was cut"
              .formatted(before.getTreeSize(), tree.size()));
    }
    if (System.nanoTime() - publishedAt >= everyNanos) {
      publish();
    }
  }

  private void checkAgainstLog(TreeHead head) {
    if (!Arrays.equals(SignedHead.root(head), tree.root())) {
      throw new ContradictionException(
          "the last head, of %d entries, does not fit fl.audit: entries were changed, taken out, put in or moved"
              .formatted(head.getTreeSize()));
    }
  }

  /** Publishes a head of what has been read, when the last one is compared and there is more. */
  void publish() {
    if (!checked || tree.size() <= published) {
      return;
    }
    TreeHead head = tree.head(published);
    TreeHead signed = key == null ? head : SignedHead.sign(head, key);
    producer.beginTransaction();
    var unused =
        producer.send(
            new ProducerRecord<>(Topics.AUDIT_HEADS.name(), 0, null, codec.encode(signed)));
    producer.commitTransaction();
    published = tree.size();
    publishedAt = System.nanoTime();
    LOG.debug("Tree head published entries={}", published);
  }

  /** Whether the last head was found to fit the log, or there was none. */
  boolean isChecked() {
    return checked;
  }

  /** Entries read so far. */
  long entries() {
    return tree.size();
  }

  /** Entries in the newest head. */
  long published() {
    return published;
  }
}
