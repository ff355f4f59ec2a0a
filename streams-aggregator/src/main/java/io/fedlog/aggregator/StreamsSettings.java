package io.fedlog.aggregator;

import io.fedlog.runtime.KafkaSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * How Kafka Streams runs the topology.
 *
 * @param applicationId names the aggregators that share the work
 * @param instanceId kept over restarts, so that the work waits for this instance; null for none
 * @param threadCycle how often stream threads are replaced; zero for never
 */
public record StreamsSettings(
    String applicationId,
    @Nullable String instanceId,
    Path stateDir,
    int threads,
    int standbyReplicas,
    Duration sessionTimeout,
    Duration threadCycle) {

  /**
   * Bytes of a fetch, over all threads and brokers: as many again are held by a fetch under way,
   * and again by one just come, so that a small heap gets less.
   */
  private static final long FETCH_BYTES =
      Math.max(8L << 20, Math.min(32L << 20, Runtime.getRuntime().maxMemory() / 32));

  /**
   * Records of a poll. What is fetched may be compressed, and a megabyte of equal values unpacks to
   * hundreds: the number of records, each a chunk, bounds what a poll brings into the heap.
   */
  private static final long POLL_RECORDS =
      Math.max(16, Math.min(500, Runtime.getRuntime().maxMemory() / (16L << 20)));

  /**
   * Two chunks of 512 KiB and what is around them: what waits in other partitions comes after this
   * much of each that has more, so that a round at full speed does not hold up the others.
   */
  private static final int PARTITION_FETCH_BYTES = (1 << 20) + (128 << 10);

  /** Brokers refuse longer ones (transaction.max.timeout.ms), and no thread could begin. */
  private static final Duration LONGEST_TRANSACTION = Duration.ofMinutes(15);

  /** Bytes of the quorum's rows that wait for the next commit, over all threads. */
  private static final int ROW_CACHE_BYTES = 8 << 20;

  /** The properties, for an installation with this many brokers. */
  Properties properties(KafkaSettings kafka, int brokers) {
    Properties p = kafka.streams(applicationId);
    p.setProperty("state.dir", stateDir.toString());
    p.setProperty("num.stream.threads", Integer.toString(threads));
    p.setProperty("num.standby.replicas", Integer.toString(standbyReplicas));
    p.setProperty("replication.factor", Integer.toString(Math.min(3, brokers)));
    // What others wait for is committed at once; the interval only bounds what a crash does over.
    p.putIfAbsent("commit.interval.ms", "500");
    // Every poll looks at every partition of every round not retired; records end it at once.
    p.putIfAbsent("poll.ms", "10");
    // Updates and orders are put in order by what they say, not by when they came: a task need not
    // wait until it has heard of all its partitions.
    p.putIfAbsent("max.task.idle.ms", "-1");
    p.putIfAbsent("statestore.cache.max.bytes", Integer.toString(ROW_CACHE_BYTES));
    p.putIfAbsent("producer.linger.ms", "5");
    // One request is under way at a time: what it carries of a partition is what a batch holds.
    p.putIfAbsent("producer.batch.size", Integer.toString(128 << 10));
    // And over all partitions it holds what a request may have: Kafka's 1 MiB is one or two chunks.
    p.putIfAbsent("producer.max.request.size", Integer.toString(8 << 20));
    // A transaction that begins before the markers of the one before are written is turned away for
    // a moment. What is sent behind it would then be out of order, and wait ever longer in turn.
    p.putIfAbsent("producer.max.in.flight.requests.per.connection", "1");
    p.putIfAbsent("producer.retry.backoff.max.ms", "20");
    long fetch = Math.max(1 << 20, FETCH_BYTES / ((long) threads * Math.max(1, brokers)));
    p.putIfAbsent("consumer.fetch.max.bytes", Long.toString(fetch));
    p.putIfAbsent("consumer.max.poll.records", Long.toString(POLL_RECORDS));
    // As the system sees fit: a fetch comes while the one before is worked on, not after it.
    p.putIfAbsent("consumer.receive.buffer.bytes", "-1");
    p.putIfAbsent("consumer.max.partition.fetch.bytes", Integer.toString(PARTITION_FETCH_BYTES));
    p.setProperty("rocksdb.config.setter", BoundedRocksDb.class.getName());
    p.setProperty("consumer.session.timeout.ms", Long.toString(sessionTimeout.toMillis()));
    // Members learn of a rebalance from heartbeats; until all have, nobody commits.
    p.putIfAbsent("consumer.heartbeat.interval.ms", "500");
    // A killed aggregator's open transaction hides what follows it until this has passed. It must
    // last longer than a rebalance that waits for a dead member, or the others' would end in it.
    p.putIfAbsent(
        "producer.transaction.timeout.ms",
        Long.toString(Math.min(2 * sessionTimeout.toMillis(), LONGEST_TRANSACTION.toMillis())));
    // One member that waits for a broker holds up all: with Kafka's own limits for up to 5 minutes.
    p.putIfAbsent("consumer.max.poll.interval.ms", "60000");
    p.putIfAbsent("consumer.default.api.timeout.ms", "20000");
    p.putIfAbsent("producer.max.block.ms", "20000");
    p.putIfAbsent("producer.request.timeout.ms", "10000");
    p.putIfAbsent("producer.delivery.timeout.ms", "30000");
    if (instanceId != null) {
      p.setProperty("consumer.group.instance.id", instanceId);
    }
    return p;
  }
}
