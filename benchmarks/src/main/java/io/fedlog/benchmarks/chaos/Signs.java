package io.fedlog.benchmarks.chaos;

import io.fedlog.benchmarks.chaos.Recoveries.Sign;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.ModelRecord;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundRecord;
import io.fedlog.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Waits for the sign of progress that follows each kill, and notes how long it took. What the log
 * has shows by itself; brokers and uploaders are asked. Thread-safe.
 */
final class Signs implements Consumer<Seen> {
  private static final Set<String> WRITTEN_BY_AGGREGATORS =
      Set.of(
          Topics.ROUND_CONTROL.name(),
          Topics.ROUND_STATE.name(),
          Topics.ROUND_METRICS.name(),
          Topics.GLOBAL_MODELS.name());

  private final Installation installation;
  private final Recoveries recoveries;
  private final List<Expected> expected = new ArrayList<>();

  private record Expected(Sign sign, long killedAt, long start, Predicate<Seen> condition) {}

  Signs(Installation installation, Recoveries recoveries) {
    this.installation = installation;
    this.recoveries = recoveries;
  }

  /** Begins to wait for the sign that follows a kill of just now. */
  void expect(Victim victim) {
    switch (victim.role()) {
      case AGGREGATOR -> {
        expect(Sign.AGGREGATOR, seen -> WRITTEN_BY_AGGREGATORS.contains(seen.topic()));
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
    expected.add(new Expected(sign, System.currentTimeMillis(), System.nanoTime(), condition));
  }

  /** A question that may block. */
  @FunctionalInterface
  private interface Question {
    boolean isAnswered() throws InterruptedException;
  }

  private void ask(Sign sign, Question question) {
    long start = System.nanoTime();
    Thread asking =
        new Thread(
            () -> {
              try {
                while (!question.isAnswered()) {
                  TimeUnit.MILLISECONDS.sleep(20);
                }
                recoveries.add(sign, millisecondsSince(start));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "chaos-sign");
    asking.setDaemon(true);
    asking.start();
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

  /** Waits until all signs on the log have come. Those that have not are given up and named. */
  synchronized List<String> awaitAll(Duration most) throws InterruptedException {
    long limit = System.nanoTime() + most.toNanos();
    while (!expected.isEmpty() && System.nanoTime() < limit) {
      wait(200);
    }
    List<String> missing = expected.stream().map(waiting -> waiting.sign().label()).toList();
    expected.clear();
    return missing;
  }

  private static double millisecondsSince(long start) {
    return (System.nanoTime() - start) / 1e6;
  }
}
