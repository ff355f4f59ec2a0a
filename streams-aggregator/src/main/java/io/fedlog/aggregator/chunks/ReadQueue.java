package io.fedlog.aggregator.chunks;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What a reader has been asked for and has not read. Topics take turns, so that no round waits for
 * all that another one needs; a topic's requests come in the order they were made. Thread-safe.
 */
final class ReadQueue {
  /** Topics in the order of their turns; none without a request. */
  private final Map<String, Deque<Request>> waiting = new LinkedHashMap<>();

  private @Nullable Request inHand;

  /** Offsets of one partition, ascending, from the first that is not read yet on. */
  static final class Request {
    final TopicPartition partition;
    private final long[] offsets;
    private int done;
    private volatile boolean dropped;

    Request(TopicPartition partition, List<Long> offsets) {
      this.partition = partition;
      this.offsets = offsets.stream().mapToLong(Long::longValue).toArray();
    }

    /** Whether there is something left to read that somebody still needs. */
    boolean isWanted() {
      return !dropped && done < offsets.length;
    }

    /** The next offset to read. */
    long next() {
      return offsets[done];
    }

    /** Goes on to the offset after it. */
    void read() {
      done++;
    }
  }

  synchronized void add(Request request) {
    waiting
        .computeIfAbsent(request.partition.topic(), topic -> new ArrayDeque<>())
        .addLast(request);
    notifyAll();
  }

  /** The next request, which is the caller's until {@link #putBack}; null when none has come. */
  synchronized @Nullable Request take(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (waiting.isEmpty()) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return null;
      }
      wait(left);
    }
    Iterator<Map.Entry<String, Deque<Request>>> turns = waiting.entrySet().iterator();
    Map.Entry<String, Deque<Request>> turn = turns.next();
    turns.remove();
    inHand = turn.getValue().removeFirst();
    if (!turn.getValue().isEmpty()) {
      waiting.put(turn.getKey(), turn.getValue()); // at the end
    }
    return inHand;
  }

  /** Ends a turn; what is left of the request comes before its topic's others. */
  synchronized void putBack(Request request) {
    inHand = null;
    if (request.isWanted()) {
      waiting
          .computeIfAbsent(request.partition.topic(), topic -> new ArrayDeque<>())
          .addFirst(request);
    }
  }

  /** Whether another topic waits for its turn. */
  synchronized boolean hasOthers(String topic) {
    return waiting.size() > (waiting.containsKey(topic) ? 1 : 0);
  }

  /** Gives up everything asked for of a topic. */
  synchronized void forget(String topic) {
    waiting.remove(topic);
    if (inHand != null && inHand.partition.topic().equals(topic)) {
      inHand.dropped = true;
    }
  }
}
