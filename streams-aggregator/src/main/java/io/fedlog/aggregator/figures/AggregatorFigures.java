package io.fedlog.aggregator.figures;

import io.fedlog.runtime.meters.ProcessMeters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * What all tasks of an aggregator count together, since the process began. Work that is done over
 * after a crash is counted again: what holds for ever is on fl.metrics.rounds. Counting is one
 * addition: it reads no clock, takes no lock and allocates nothing. Thread-safe.
 */
public final class AggregatorFigures {
  private static final int MOST_PARTITIONS = 64;

  private final Map<ChunkFate, LongAdder> chunks = new EnumMap<>(ChunkFate.class);
  private final Map<ChunkFate, LongAdder> bytes = new EnumMap<>(ChunkFate.class);
  private final Map<String, LongAdder> rejected = new HashMap<>();
  private final LongAdder otherwiseRejected;
  private final LongAdder believedSeals;
  private final LongAdder refusedSeals;
  private final LongAdder parked;
  private final LongAdder reread;
  private final LongAdder ticks;
  private final LongAdder madeChunks;
  private final LongAdder failedThreads;
  private final RoundFigures rounds;
  private final AtomicIntegerArray held = new AtomicIntegerArray(MOST_PARTITIONS);

  /** Counters that the registry shows. It does not keep them: whoever counts does. */
  public AggregatorFigures(MeterRegistry registry) {
    for (ChunkFate fate : ChunkFate.values()) {
      String name = fate.name().toLowerCase(Locale.ROOT);
      chunks.put(
          fate,
          ProcessMeters.counter(
              registry, "fedlog.received", "chunks", "chunks of updates by fate", "fate", name));
      bytes.put(
          fate,
          ProcessMeters.counter(
              registry, "fedlog.received", "bytes", "bytes of updates by fate", "fate", name));
    }
    RejectionReasons.KNOWN.forEach(reason -> rejected.put(reason, rejections(registry, reason)));
    otherwiseRejected = rejections(registry, RejectionReasons.OTHER);
    believedSeals = seals(registry, "believed");
    refusedSeals = seals(registry, "refused");
    parked =
        ProcessMeters.counter(
            registry, "fedlog.parked", "records", "uploads that came before their round");
    reread =
        ProcessMeters.counter(
            registry, "fedlog.reread", "records", "updates asked for again from the log");
    ticks = ProcessMeters.counter(registry, "fedlog.quorum", "ticks", "ticks of open rounds");
    madeChunks =
        ProcessMeters.counter(registry, "fedlog.made", "chunks", "chunks of models published");
    failedThreads =
        ProcessMeters.counter(
            registry, "fedlog.failed.stream", "threads", "stream threads that failed");
    rounds = new RoundFigures(registry);
    ProcessMeters.gauge(
        registry, "fedlog.held", "rounds", "rounds that chunks are taken in for", this::heldRounds);
  }

  /** Counters that nobody sees. */
  public static AggregatorFigures unseen() {
    return new AggregatorFigures(new SimpleMeterRegistry());
  }

  /** What the quorum counts. */
  public RoundFigures rounds() {
    return rounds;
  }

  /** A chunk was taken in, with so many bytes of payload. */
  public void chunk(ChunkFate fate, int payload) {
    counter(chunks, fate).increment();
    counter(bytes, fate).add(payload);
  }

  /** A record was set aside. */
  public void rejected(String reason) {
    LongAdder known = rejected.get(reason);
    (known == null ? otherwiseRejected : known).increment();
  }

  public void seal(boolean believed) {
    (believed ? believedSeals : refusedSeals).increment();
  }

  /** A record waits for its round's definition. */
  public void parked() {
    parked.increment();
  }

  /** So many records were asked for again. */
  public void reread(int records) {
    reread.add(records);
  }

  public void tick() {
    ticks.increment();
  }

  /** A chunk of a model was published. */
  public void made() {
    madeChunks.increment();
  }

  public void threadFailed() {
    failedThreads.increment();
  }

  /** How many rounds a partition's task holds now. */
  public void held(int partition, int roundsHeld) {
    held.set(partition, roundsHeld);
  }

  /** Shows how much of the memory for sums is used. */
  public static void showSumMemory(MeterRegistry registry, Supplier<Number> used, long limit) {
    ProcessMeters.gauge(
        registry, "fedlog.sum.memory.used", "bytes", "heap that running sums hold", used);
    ProcessMeters.gauge(
        registry, "fedlog.sum.memory.limit", "bytes", "FL_SUM_MEMORY in bytes", () -> limit);
  }

  /** Every partition knows every round, so that the most of one is the number. */
  private int heldRounds() {
    int most = 0;
    for (int partition = 0; partition < MOST_PARTITIONS; partition++) {
      most = Math.max(most, held.get(partition));
    }
    return most;
  }

  private static LongAdder counter(Map<ChunkFate, LongAdder> counters, ChunkFate fate) {
    LongAdder counter = counters.get(fate);
    if (counter == null) {
      throw new IllegalStateException("nothing counts chunks that are " + fate);
    }
    return counter;
  }

  private static LongAdder rejections(MeterRegistry registry, String reason) {
    return ProcessMeters.counter(
        registry,
        "fedlog.rejected",
        "records",
        "records set aside on fl.rejected by reason",
        "reason",
        reason);
  }

  private static LongAdder seals(MeterRegistry registry, String verdict) {
    return ProcessMeters.counter(
        registry, "fedlog.received", "seals", "seals by verdict", "verdict", verdict);
  }
}
