package io.fedlog.aggregator.models;

import io.fedlog.schemas.Topics;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where each chunk of each version lies, found by following both topics, from the first request on,
 * in a thread of its own; one for all tasks of a process. Answers are read by offset. Whatever goes
 * wrong is tried again from where it was: a round waits for its answers. Thread-safe.
 */
public final class ModelIndex implements ModelReader.Factory, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ModelIndex.class);
  private static final List<String> TOPICS =
      List.of(Topics.GLOBAL_MODELS.name(), Topics.SERVER_STATE.name());
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration READ = Duration.ofSeconds(5);
  private static final Duration BACK_OFF = Duration.ofSeconds(1);

  private final Supplier<? extends Consumer<byte[], byte[]>> consumers;
  private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;
  private @Nullable Thread thread;

  /** Asked for by one task's reader; answered once the index has come this far. */
  private record Request(ModelReader.Wanted wanted, Queue<ModelReader.Found> answers) {}

  /** A request, and how far the topics reached when it was looked at. */
  private record Open(Request request, Map<TopicPartition, Long> ends) {}

  /**
   * An index that has not started, over consumers of any make that see committed records only: the
   * first follows, the second reads, and so on in pairs.
   */
  public ModelIndex(Supplier<? extends Consumer<byte[], byte[]>> consumers) {
    this.consumers = consumers;
  }

  @Override
  public ModelReader open() {
    Queue<ModelReader.Found> answers = new ConcurrentLinkedQueue<>();
    return new ModelReader() {
      @Override
      public void request(Wanted wanted) {
        start();
        requests.add(new Request(wanted, answers));
      }

      @Override
      public @Nullable Found next() {
        return answers.poll();
      }

      @Override
      public void close() {
        answers.clear();
      }
    };
  }

  private synchronized void start() {
    if (thread == null && !closed) {
      thread = new Thread(this::run, "fedlog-model-index");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void run() {
    List<Open> open = new ArrayList<>();
    ModelTail index = new ModelTail(TOPICS);
    try {
      while (!closed) {
        try (Consumer<byte[], byte[]> tail = consumers.get();
            Consumer<byte[], byte[]> single = consumers.get()) {
          follow(index, tail, single, open);
        } catch (InterruptException e) {
          throw e;
        } catch (RuntimeException e) {
          log.warn("Cannot follow earlier versions yet: {}", e.toString());
          TimeUnit.MILLISECONDS.sleep(BACK_OFF.toMillis());
        }
      }
    } catch (InterruptedException | InterruptException e) {
      log.debug("The index of models ends");
    }
  }

  private void follow(
      ModelTail index,
      Consumer<byte[], byte[]> tail,
      Consumer<byte[], byte[]> single,
      List<Open> open)
      throws InterruptedException {
    try {
      index.begin(tail);
      while (!closed) {
        look(tail, open);
        index.follow(tail, POLL); // also while nobody asks, so that answers come at once
        answer(index, single, open);
      }
    } catch (InterruptException e) {
      boolean unused = Thread.interrupted(); // or the consumers could not be closed in order
      throw e;
    }
  }

  /** Notes how far the topics reach for what was asked meanwhile. */
  private void look(Consumer<byte[], byte[]> tail, List<Open> open) {
    Queue<Request> more = new ArrayDeque<>();
    for (Request asked = requests.poll(); asked != null; asked = requests.poll()) {
      more.add(asked);
    }
    if (more.isEmpty()) {
      return;
    }
    try {
      Map<TopicPartition, Long> ends = tail.endOffsets(tail.assignment());
      more.forEach(request -> open.add(new Open(request, ends)));
    } catch (RuntimeException e) {
      requests.addAll(more);
      throw e;
    }
  }

  private static void answer(ModelTail index, Consumer<byte[], byte[]> single, List<Open> open)
      throws InterruptedException {
    boolean failed = false;
    for (Iterator<Open> next = open.iterator(); next.hasNext(); ) {
      Open asked = next.next();
      if (!index.hasReached(asked.ends())) {
        continue;
      }
      try {
        asked.request().answers().add(read(single, index, asked.request().wanted()));
        next.remove();
      } catch (InterruptException e) {
        throw e;
      } catch (RuntimeException e) { // it stays asked for, and holds up no other
        log.warn("Cannot read {} yet: {}", asked.request().wanted(), e.toString());
        failed = true;
      }
    }
    if (failed) {
      TimeUnit.MILLISECONDS.sleep(BACK_OFF.toMillis());
    }
  }

  private static ModelReader.Found read(
      Consumer<byte[], byte[]> single, ModelTail index, ModelReader.Wanted wanted) {
    KeyIndex.Place place = index.find(wanted);
    if (place == null) {
      return new ModelReader.Found(wanted, null);
    }
    single.assign(List.of(place.partition()));
    single.seek(place.partition(), place.offset());
    Iterator<ConsumerRecord<byte[], byte[]>> records = single.poll(READ).iterator();
    if (!records.hasNext()) {
      throw new IllegalStateException(
          "nothing came of " + place.partition() + " from offset " + place.offset() + " on");
    }
    ConsumerRecord<byte[], byte[]> first = records.next();
    boolean there = first.offset() == place.offset(); // a later one: it was deleted meanwhile
    return new ModelReader.Found(wanted, there ? first.value() : null);
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (thread != null) {
      thread.interrupt();
    }
  }
}
