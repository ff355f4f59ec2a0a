package io.fedlog.coordinator.retention;

import io.fedlog.coordinator.log.AggregatorSign;
import io.fedlog.coordinator.log.LogView;
import io.fedlog.coordinator.log.LogWriter;
import io.fedlog.coordinator.log.PlanEntry;
import io.fedlog.coordinator.topics.TopicAdmin;
import io.fedlog.learning.plan.PlanRound;
import io.fedlog.schemas.Action;
import io.fedlog.schemas.Command;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets go of rounds that are long over. First the retirement is ordered and the updates are
 * deleted, which disturbs nobody. The empty topic goes later: to delete a topic that a running
 * aggregator has consumed stalls it, so it stays until every aggregator instance has started its
 * threads anew since. A retained round keeps its base version on the log; a retired one no longer
 * does. For one thread.
 */
public final class RoundRetention implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(RoundRetention.class);

  /** An aggregator that was not heard of for so long is not running. */
  static final Duration SILENT = Duration.ofMinutes(10);

  /** Threads that began so long ago have shared out their work. */
  private static final Duration AT_REST = Duration.ofSeconds(5);

  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);

  private final LogView view;
  private final LogWriter writer;
  private final TopicAdmin topics;
  private final Duration retention;
  private final InstantSource clock;
  private final Set<String> emptied = new HashSet<>();
  private Instant nextLook = Instant.MIN;

  /**
   * @param retention how long after its end a round keeps its updates
   */
  public RoundRetention(
      LogView view, LogWriter writer, TopicAdmin topics, Duration retention, InstantSource clock) {
    this.view = view;
    this.writer = writer;
    this.topics = topics;
    this.retention = retention;
    this.clock = clock;
  }

  /** Looks at all rounds that still have a topic, now and then. */
  @Override
  public void run() {
    Instant now = clock.instant();
    if (now.isBefore(nextLook)) {
      return;
    }
    nextLook = now.plus(pause());
    List<String> forgotten = new ArrayList<>();
    for (String roundId : topics.roundsWithTopic()) {
      Optional<RoundDefinition> round = view.definition(roundId);
      round.ifPresent(defined -> retire(defined, now));
      Optional<Instant> useless =
          round.isPresent() ? view.retirement(roundId) : unusedSince(roundId);
      if (useless.isPresent() && isForgotten(useless.get(), now)) {
        forgotten.add(roundId);
      }
    }
    if (!forgotten.isEmpty()) {
      topics.delete(forgotten);
      LOG.info("Empty update topics deleted topics={}", forgotten.size());
    }
  }

  private void retire(RoundDefinition round, Instant now) {
    String roundId = round.getRoundId();
    boolean retired = view.retirement(roundId).isPresent();
    if (!retired && isDue(roundId, now)) {
      order(round, now);
      retired = true;
    }
    if (retired) {
      empty(roundId);
    }
  }

  private boolean isDue(String roundId, Instant now) {
    return view.state(roundId)
        .map(RoundState::getEndedAt)
        .map(ended -> !now.isBefore(ended.plus(retention)))
        .orElse(false);
  }

  private void order(RoundDefinition round, Instant now) {
    writer.write(
        Command.newBuilder()
            .setCommandId(round.getRoundId() + ":retire")
            .setAction(Action.RETIRE)
            .setModelType(round.getModelType())
            .setRoundId(round.getRoundId())
            .setIssuedBy("coordinator")
            .setIssuedAt(now.truncatedTo(ChronoUnit.MILLIS))
            .build());
    LOG.info("Round retired roundId={}", round.getRoundId());
  }

  /** Late uploads may fill the topic again, so it is emptied once by each instance that acts. */
  private void empty(String roundId) {
    if (emptied.contains(roundId)) {
      return;
    }
    if (topics.empty(roundId)) {
      LOG.info("Updates of a retired round deleted roundId={}", roundId);
    }
    emptied.add(roundId); // only now: Kafka may have gone away meanwhile
  }

  /** Since when a topic that was made ahead for a plan has been of no use. */
  private Optional<Instant> unusedSince(String roundId) {
    return view.plans().stream()
        .filter(PlanEntry::over)
        .filter(entry -> PlanRound.of(entry.plan().getPlanId(), roundId).isPresent())
        .map(PlanEntry::writtenAt)
        .findFirst();
  }

  /**
   * Whether every aggregator that runs began after that moment, and has come to rest since: a topic
   * that goes while the threads share out their work costs as much. None at all proves nothing.
   */
  private boolean isForgotten(Instant retired, Instant now) {
    List<AggregatorSign> running =
        view.aggregators().stream()
            .filter(sign -> sign.seenAt().isAfter(now.minus(SILENT)))
            .toList();
    return !running.isEmpty()
        && running.stream()
            .map(AggregatorSign::threadsStartedAt)
            .allMatch(began -> began.isAfter(retired) && began.plus(AT_REST).isBefore(now));
  }

  private Duration pause() {
    Duration share = retention.dividedBy(4);
    if (share.compareTo(LONGEST_PAUSE) > 0) {
      return LONGEST_PAUSE;
    }
    return share.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : share;
  }
}
