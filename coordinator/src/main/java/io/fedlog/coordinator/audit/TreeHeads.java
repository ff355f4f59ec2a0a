package io.fedlog.coordinator.audit;

import io.fedlog.runtime.trust.SigningKey;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RegistryException;
import io.fedlog.schemas.SchemaDirectory;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.TreeHead;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that keeps the tamper-evident log over {@code fl.audit}: while this instance acts, it
 * publishes signed heads of the Merkle tree on {@code fl.audit-heads}, one every few seconds at
 * most. A head is a function of the log, and heads are written in transactions under one id, so
 * that an instance which only believes that it acts can neither fork the log nor repeat a head. A
 * log that contradicts the last head gets no further one; readiness, the meters and this process's
 * log say so. Thread-safe.
 */
public final class TreeHeads implements AutoCloseable {
  /** The least time between two heads. */
  public static final Duration EVERY = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(TreeHeads.class);
  private static final Duration WAIT = Duration.ofMillis(200);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);
  private static final long PAUSE_MS = 500;
  private static final long AFTER_CONTRADICTION_MS = 30_000;

  private final Supplier<Consumer<String, byte[]>> consumers;
  private final Supplier<Producer<String, byte[]>> producers;
  private final RecordCodec<TreeHead> codec;
  private final @Nullable SigningKey key;
  private final BooleanSupplier acts;
  private final Duration every;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread;
  private volatile @Nullable String contradiction;
  private volatile long entries;
  private volatile long published;

  /**
   * @param consumers makes a consumer of committed records without a group
   * @param producers makes a producer with the transactional id that all coordinators share
   * @param key signs heads; null: nobody does
   * @param acts whether this instance acts
   * @param every the least time between two heads
   */
  public TreeHeads(
      Supplier<Consumer<String, byte[]>> consumers,
      Supplier<Producer<String, byte[]>> producers,
      SchemaDirectory schemas,
      @Nullable SigningKey key,
      BooleanSupplier acts,
      Duration every) {
    this.consumers = consumers;
    this.producers = producers;
    this.codec = RecordCodec.of(Topics.AUDIT_HEADS, schemas);
    this.key = key;
    this.acts = acts;
    this.every = every;
    this.thread = new Thread(this::run, "coordinator-tree-heads");
    thread.setDaemon(true);
  }

  public void start() {
    if (key == null) {
      LOG.warn(
          "Tree heads of the audit topic are not signed; set FL_AUDIT_KEY_FILE, or whoever can"
              + " write to the topics can change both");
    } else {
      LOG.info(
          "Tree heads are signed keyId={} publicKey={}",
          key.id(),
          HexFormat.of().formatHex(key.publicKey().getEncoded()));
    }
    thread.start();
  }

  /** What the log says against the last head; empty when nothing is known. */
  public Optional<String> contradiction() {
    return Optional.ofNullable(contradiction);
  }

  /** Entries of the audit topic read so far; 0 while this instance does not act. */
  public long entries() {
    return entries;
  }

  /** Entries in the newest head that this instance knows; 0 while it does not act. */
  public long published() {
    return published;
  }

  private void run() {
    while (stopped.getCount() > 0) {
      if (!acts.getAsBoolean()) {
        entries = 0; // another counts now: figures that stand still would look like a fault
        published = 0;
        pause(WAIT.toMillis());
        continue;
      }
      try {
        act();
      } catch (ContradictionException e) {
        contradiction = e.getMessage();
        LOG.error(
            "No tree head is published any more: {}. Run ./fedlog audit verify, and see"
                + " docs/provenance.md",
            e.getMessage());
        pause(AFTER_CONTRADICTION_MS);
      } catch (KafkaException | RegistryException e) {
        LOG.warn("Tree heads cannot be published, trying again reason={}", e.getMessage());
        pause(PAUSE_MS);
      } catch (RuntimeException e) {
        LOG.error("Tree heads cannot be published; trying again", e);
        pause(PAUSE_MS);
      }
    }
  }

  private void act() {
    Producer<String, byte[]> producer = producers.get();
    try (Consumer<String, byte[]> consumer = consumers.get()) {
      act(new HeadsInOffice(consumer, producer, codec, key, every));
    } finally {
      producer.close(
          CLOSE_WITHIN); // a transaction that is open then is ended by whoever comes next
    }
  }

  private void act(HeadsInOffice office) {
    while (stopped.getCount() > 0 && acts.getAsBoolean()) {
      office.step(WAIT);
      tell(office);
    }
    if (acts.getAsBoolean()) { // it ends: what it has written itself is to be covered
      office.step(WAIT);
      office.publish();
      tell(office);
    }
  }

  private void tell(HeadsInOffice office) {
    entries = office.entries();
    published = office.published();
    if (office.isChecked()) {
      contradiction = null; // also when the topic was put right
    }
  }

  private void pause(long millis) {
    try {
      boolean unused = stopped.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Publishes a last head, when this instance acts and Kafka is there, within a few seconds. */
  @Override
  public void close() {
    stopped.countDown();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
