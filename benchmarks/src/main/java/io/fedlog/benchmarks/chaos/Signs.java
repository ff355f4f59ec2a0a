package io.fedlog.benchmarks.chaos;

import io.fedlog.benchmarks.chaos.Recoveries.Sign;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.ModelRecord;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundLogEntry;
import io.fedlog.schemas.RoundRecord;
import io.fedlog.schemas.RoundTally;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateSummary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Waits for the sign of progress that follows each kill, and notes how long it took. What the log
 * has shows by itself; brokers and uploaders are asked. Thread-safe.
 */
final class Signs implements Consumer<Seen> {
  private static final long LOOK_AGAIN_MS = 50;

  private final Installation installation;
  private final Recoveries recoveries;
  private final List<Expected> expected = new ArrayList<>();
  private final List<Sign> asked = new ArrayList<>();

  private record Expected(Sign sign, long killedAt, long start, Predicate<Seen> condition) {}

  Signs(Installation installation, Recoveries recoveries) {
    this.installation = installation;
    this.recoveries = recoveries;
  }

  /** Begins to wait for the sign that follows a kill of just now. */
  void expect(Victim victim) {
    switch (victim.role()) {
      case AGGREGATOR -> {
        Set<Integer> partitions = new HashSet<>();
        expect(
            Sign.AGGREGATOR,
            seen -> {
              partition(seen).ifPresent(partitions::add);
              return partitions.size() == Installation.PARTITIONS;
            });
        ask(
            Sign.AGGREGATOR_BACK,
            () -> victim.isUp() && OwnWord.runs(((ServiceVictim) victim).saidSinceStart()));
        expect(
            Sign.VERSION,
            seen ->
                seen.value() instanceof ModelRecord model
                    && model.getBody() instanceof ModelManifest);
      }
      case COORDINATOR ->
          expect(
              Sign.COORDINATOR,
              seen ->
                  seen.value() instanceof RoundRecord record
                      && record.getBody() instanceof RoundDefinition round
                      && round.getPlanId() != null);
      case AGENT -> {
        String store =
            Stores.ofAgent(
                Integer.parseInt(victim.name().substring(victim.name().lastIndexOf('-') + 1)));
        expect(
            Sign.AGENT,
            seen ->
                seen.key().equals(store)
                    && (seen.topic().equals(Topics.JOINS.name())
                        || seen.topic().equals(Topics.HEARTBEATS.name())));
      }
      case BROKER -> ask(Sign.BROKER, () -> installation.probe().write());
      case UPLOADER ->
          ask(
              Sign.UPLOADER,
              () -> victim.isUp() && ((ServiceVictim) victim).saidSinceStart().contains("started"));
    }
  }

  private synchronized void expect(Sign sign, Predicate<Seen> condition) {
    expected.add(new Expected(sign, installation.clock().millis(), System.nanoTime(), condition));
  }

  /** The partition whose chunk task has noted this. */
  private static Optional<Integer> partition(Seen seen) {
    if (!(seen.value() instanceof RoundLogEntry entry)) {
      return Optional.empty();
    } else if (entry.getEvent() instanceof UpdateSummary summary) {
      return Optional.of(summary.getPartition());
    } else if (entry.getEvent() instanceof RoundTally tally) {
      return Optional.of(tally.getPartition());
    }
    return Optional.empty();
  }

  /** A question that may block. */
  @FunctionalInterface
  private interface Question {
    boolean isAnswered() throws InterruptedException;
  }

  private synchronized void ask(Sign sign, Question question) {
    asked.add(sign);
    long start = System.nanoTime();
    Thread asking =
        new Thread(
            () -> {
              try {
                while (!question.isAnswered()) {
                  TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MS);
                }
                answered(sign, start);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "chaos-sign");
    asking.setDaemon(true);
    asking.start();
  }

  private synchronized void answered(Sign sign, long start) {
    recoveries.add(sign, millisecondsSince(start));
    asked.remove(sign);
    notifyAll();
  }

  @Override
  public synchronized void accept(Seen seen) {
    expected.removeIf(
        waiting -> {
          boolean came = seen.timestamp() > waiting.killedAt() && waiting.condition().test(seen);
          if (came) {
            recoveries.add(waiting.sign(), millisecondsSince(waiting.start()));
          }
          return came;
        });
    notifyAll();
  }

  /** Waits until all signs have come. Those that have not are given up and named. */
  synchronized List<String> awaitAll(Duration most) throws InterruptedException {
    long limit = System.nanoTime() + most.toNanos();
    while (!(expected.isEmpty() && asked.isEmpty()) && System.nanoTime() < limit) {
      wait(200);
    }
    List<String> missing = new ArrayList<>();
    expected.forEach(waiting -> missing.add(waiting.sign().label()));
    asked.forEach(sign -> missing.add(sign.label()));
    expected.clear();
    asked.clear();
    return missing;
  }

  private static double millisecondsSince(long start) {
    return (System.nanoTime() - start) / 1e6;
  }
}
