package io.fedlog.standalone.backup;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes records to a topic's empty partitions so that each gets the offset that it had. What lay
 * between them and is no more (marks of transactions, compacted and aborted records) is filled with
 * what readers of committed records do not see: one offset with the mark of a transaction that is
 * committed after the records before it, more with a transaction of fillers that is aborted. What
 * lay before the partition's beginning is filled with plain records, which the caller deletes. Not
 * thread-safe.
 */
final class EqualOffsets {
  /** Records held until their followers say what must come after them. */
  private static final long MOST_HELD_BYTES = 32L << 20;

  private static final long MOST_OF_A_GAP = 100_000;

  private static final byte[] FILLER = {'f', 'i', 'l', 'l', 'e', 'r'};

  private final String topic;
  private final Producer<byte[], byte[]> plain;
  private final Producer<byte[], byte[]> transactions;
  private final WrittenOffsets written;
  private final List<OpenPartition> parts = new ArrayList<>();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private long held;

  /** Where the log of each partition must begin, when it is not at 0. */
  private final Map<Integer, Long> beginnings = new TreeMap<>();

  EqualOffsets(
      SavedTopic topic,
      Producer<byte[], byte[]> plain,
      Producer<byte[], byte[]> transactions,
      WrittenOffsets written) {
    this.topic = topic.name();
    this.plain = plain;
    this.transactions = transactions;
    this.written = written;
    for (int p = 0; p < topic.partitions(); p++) {
      parts.add(new OpenPartition(p, topic.begins().get(p)));
    }
  }

  void add(SavedRecord record) throws InterruptedException {
    OpenPartition part = parts.get(record.partition());
    begin(part, record.offset(), record.timestamp());
    if (record.offset() > part.next) {
      part.close(record.offset() - part.next);
    }
    part.open.add(record);
    part.next = record.offset() + 1;
    part.time = record.timestamp();
    held += record.size();
    if (held > MOST_HELD_BYTES) {
      drain(false);
    }
  }

  /**
   * Writes what is held, up to these ends.
   *
   * @return where each partition begins that does not at 0
   */
  Map<Integer, Long> end(List<Long> ends) throws InterruptedException {
    for (OpenPartition part : parts) {
      long end = ends.get(part.partition);
      begin(part, end, 0);
      if (end > part.next || !part.open.isEmpty()) {
        part.close(end - part.next);
      }
    }
    drain(true);
    return beginnings;
  }

  /**
   * Up to where the partition began; what is between there and the first record is a gap like any
   * other, or a reader would take its beginning for deleted. A gap of one has no record before it
   * whose transaction could end there, and is deleted.
   */
  private void begin(OpenPartition part, long first, long timestamp) throws InterruptedException {
    if (part.begun) {
      return;
    }
    part.begun = true;
    part.time = timestamp;
    part.next = first - part.begin == 1 ? first : Math.min(part.begin, first);
    if (part.next > 0) {
      for (long offset = 0; offset < part.next; offset++) {
        send(plain, filler(part.partition, timestamp));
      }
      plain.flush();
      check();
      written.await(topic, Map.of(part.partition, part.next));
      beginnings.put(part.partition, part.next);
    }
  }

  /** Run by run, one of each partition at a time, for a transaction has a price of its own. */
  private void drain(boolean all) throws InterruptedException {
    while (parts.stream().anyMatch(part -> !part.closed.isEmpty())) {
      wave();
    }
    for (OpenPartition part : parts) {
      if (!all && part.open.size() > 1) {
        SavedRecord last = part.open.remove(part.open.size() - 1);
        part.close(0);
        part.open.add(last);
      }
    }
    while (parts.stream().anyMatch(part -> !part.closed.isEmpty())) {
      wave();
    }
    held = parts.stream().flatMap(part -> part.open.stream()).mapToLong(SavedRecord::size).sum();
  }

  private void wave() throws InterruptedException {
    Map<Integer, OpenPartition.Run> runs = new TreeMap<>();
    for (OpenPartition part : parts) {
      OpenPartition.Run run = part.closed.poll();
      if (run != null) {
        runs.put(part.partition, run);
      }
    }
    Map<Integer, Long> ends = new HashMap<>();
    runs.forEach((p, run) -> ends.put(p, afterRecords(p, run)));
    runs.forEach(
        (p, run) -> {
          if (run.gap() != 1) {
            run.records().forEach(record -> send(plain, record.to(topic)));
          }
        });
    plain.flush();
    check();
    Map<Integer, Long> plainEnds = new HashMap<>(ends);
    plainEnds.keySet().removeIf(p -> run(runs, p).gap() == 1);
    written.await(topic, plainEnds);
    aborted(runs, ends);
    committed(runs, ends);
  }

  private static OpenPartition.Run run(Map<Integer, OpenPartition.Run> runs, int partition) {
    OpenPartition.Run run = runs.get(partition);
    if (run == null) {
      throw new IllegalStateException("partition " + partition + " has nothing to be written");
    }
    return run;
  }

  private long afterRecords(int partition, OpenPartition.Run run) {
    return run.records().isEmpty()
        ? written.at(topic, partition)
        : run.records().get(run.records().size() - 1).offset() + 1;
  }

  /** Gaps of two and more. */
  private void aborted(Map<Integer, OpenPartition.Run> runs, Map<Integer, Long> ends)
      throws InterruptedException {
    Map<Integer, Long> after = new HashMap<>();
    runs.forEach(
        (p, run) -> {
          if (run.gap() > 1) {
            after.put(p, ends.getOrDefault(p, 0L) + run.gap());
          }
        });
    if (after.isEmpty()) {
      return;
    }
    Map<Integer, Long> left = new TreeMap<>();
    after.keySet().forEach(p -> left.put(p, run(runs, p).gap()));
    while (!left.isEmpty()) {
      transactions.beginTransaction();
      for (Map.Entry<Integer, Long> gap : left.entrySet()) {
        long part = partOf(gap.getValue());
        for (long i = 1; i < part; i++) {
          send(transactions, filler(gap.getKey(), run(runs, gap.getKey()).time()));
        }
        gap.setValue(gap.getValue() - part);
      }
      transactions.flush(); // what is not sent yet would not be written at all
      check();
      transactions.abortTransaction();
      left.values().removeIf(rest -> rest == 0);
    }
    written.await(topic, after);
  }

  /** How much of a gap a transaction takes: no more than it has time for, and 2 at least. */
  private static long partOf(long gap) {
    return gap <= MOST_OF_A_GAP + 1 ? gap : MOST_OF_A_GAP;
  }

  /** Gaps of one. */
  private void committed(Map<Integer, OpenPartition.Run> runs, Map<Integer, Long> ends)
      throws InterruptedException {
    Map<Integer, Long> after = new HashMap<>();
    runs.forEach(
        (p, run) -> {
          if (run.gap() == 1) {
            after.put(p, ends.getOrDefault(p, 0L) + 1);
          }
        });
    if (after.isEmpty()) {
      return;
    }
    transactions.beginTransaction();
    for (int p : after.keySet()) {
      run(runs, p).records().forEach(r -> send(transactions, r.to(topic)));
    }
    transactions.commitTransaction();
    written.await(topic, after);
  }

  private ProducerRecord<byte[], byte[]> filler(int partition, long timestamp) {
    return new ProducerRecord<>(topic, partition, timestamp, FILLER, null, List.of());
  }

  private void send(Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
    Future<?> unused =
        producer.send(
            record,
            (metadata, e) -> {
              if (e != null) {
                failure.compareAndSet(null, e);
              }
            });
  }

  private void check() {
    Exception refused = failure.get();
    if (refused != null) {
      throw new IllegalStateException(
          "Kafka refused a record of " + topic + ": " + refused.getMessage(), refused);
    }
  }
}
