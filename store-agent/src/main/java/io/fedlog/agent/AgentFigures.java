package io.fedlog.agent;

import io.fedlog.runtime.meters.ProcessMeters;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the stores of a process count together, since it began: which store did what stays with the
 * stores. Counting is one addition. Thread-safe.
 */
final class AgentFigures {

  /** How often something was done, and for how long altogether. */
  private static final class Work {
    final LongAdder times = new LongAdder();
    final LongAdder nanos = new LongAdder();

    void done(long took) {
      times.increment();
      nanos.add(Math.max(0, took));
    }
  }

  private final Work training = new Work();
  private final Work evaluation = new Work();
  private final LongAdder failedTrainings;
  private final LongAdder joins;
  private final LongAdder firstAttempts;
  private final LongAdder laterAttempts;
  private final LongAdder sealed;
  private final LongAdder sealedBytes;
  private final LongAdder failedAttempts;
  private final LongAdder heartbeats;
  private final LongAdder untaken;
  private final AtomicLong lastSeal = new AtomicLong();

  /** Counters that the registry shows. It does not keep them: whoever counts does. */
  AgentFigures(MeterRegistry registry) {
    timer(registry, "fedlog.training", "trainings of an update", training);
    timer(registry, "fedlog.evaluation", "measurements of a version on own rows", evaluation);
    failedTrainings =
        ProcessMeters.counter(
            registry, "fedlog.failed", "trainings", "trainings that ended with a failure");
    joins = ProcessMeters.counter(registry, "fedlog.joined", "rounds", "joins that the log took");
    firstAttempts = attempts(registry, "first");
    laterAttempts = attempts(registry, "repeated");
    sealed =
        ProcessMeters.counter(
            registry, "fedlog.sealed", "updates", "updates that were uploaded whole");
    sealedBytes =
        ProcessMeters.counter(
            registry, "fedlog.uploaded", "bytes", "bytes of updates that were uploaded whole");
    failedAttempts =
        ProcessMeters.counter(
            registry, "fedlog.failed.upload", "attempts", "uploads that the log did not take");
    heartbeats =
        ProcessMeters.counter(
            registry, "fedlog.sent", "heartbeats", "signs of life that the log took");
    untaken =
        ProcessMeters.counter(
            registry, "fedlog.untaken", "records", "records beside updates the log did not take");
    ProcessMeters.gauge(
        registry,
        "fedlog.last.seal.timestamp",
        "seconds",
        "when an update was last uploaded whole, since the epoch; 0 for never",
        () -> lastSeal.get() / 1000.0);
  }

  /** Counters that nobody sees. */
  static AgentFigures unseen() {
    return new AgentFigures(new SimpleMeterRegistry());
  }

  void trained(long nanos) {
    training.done(nanos);
  }

  void trainingFailed() {
    failedTrainings.increment();
  }

  void evaluated(long nanos) {
    evaluation.done(nanos);
  }

  void joined() {
    joins.increment();
  }

  /** An upload begins. */
  void attempt(int number) {
    (number <= 1 ? firstAttempts : laterAttempts).increment();
  }

  /** An upload has ended with its seal. */
  void sealed(long bytes, Instant at) {
    sealed.increment();
    sealedBytes.add(bytes);
    lastSeal.set(at.toEpochMilli());
  }

  void attemptFailed() {
    failedAttempts.increment();
  }

  void heartbeat() {
    heartbeats.increment();
  }

  /** The log did not take a record. */
  void untaken() {
    untaken.increment();
  }

  private static LongAdder attempts(MeterRegistry registry, String which) {
    return ProcessMeters.counter(
        registry, "fedlog.upload", "attempts", "uploads begun", "attempt", which);
  }

  private static void timer(MeterRegistry registry, String name, String description, Work work) {
    FunctionTimer unused =
        FunctionTimer.builder(
                name,
                work,
                done -> done.times.sum(),
                done -> done.nanos.sum(),
                TimeUnit.NANOSECONDS)
            .description(description)
            .register(registry);
  }
}
