package io.fedlog.standalone.top;

import io.fedlog.learning.plan.PlanRound;
import io.fedlog.runtime.scan.LogScan;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.PlanStatus;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.Topic;
import io.fedlog.schemas.Topics;
import io.fedlog.standalone.top.Picture.Alive;
import io.fedlog.standalone.top.Picture.OpenPlan;
import io.fedlog.standalone.top.Picture.Rates;
import io.fedlog.standalone.watch.GroupLag;
import io.fedlog.standalone.watch.Signs;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/**
 * Looks at an installation again and again: the first time at all rounds and plans, later at what
 * was written since. For one thread.
 */
final class PictureReader {

  private static final int ENDED = 20;

  private static final Duration BETWEEN_LOOKS_AT_DISKS = Duration.ofSeconds(10);

  /** Clocks of brokers may differ by so much from ours. */
  private static final Duration SLACK = Duration.ofSeconds(30);

  private final LogScan scan;
  private final Admin admin;
  private final String bootstrap;
  private final String group;
  private final Map<String, RoundState> rounds = new LinkedHashMap<>();
  private final Map<String, PlanRecord> plans = new LinkedHashMap<>();
  private @Nullable Instant before;
  private @Nullable Instant bytesAt;
  private OptionalDouble bytesPerSecond = OptionalDouble.empty();
  private OptionalLong bytesBefore = OptionalLong.empty();
  private long completedBefore;

  PictureReader(LogScan scan, Admin admin, String bootstrap, String group) {
    this.scan = scan;
    this.admin = admin;
    this.bootstrap = bootstrap;
    this.group = group;
  }

  Picture look(Instant now) throws InterruptedException {
    Instant since = before == null ? Instant.EPOCH : before.minus(SLACK);
    take(Topics.ROUND_STATE, since, RoundState::getRoundId, rounds);
    take(Topics.PLANS, since, PlanRecord::getPlanId, plans);
    Signs signs = Signs.read(scan);
    Rates rates = rates(now);
    before = now;
    return new Picture(
        now,
        bootstrap,
        alive(signs.aggregatorsAlive(now), signs.aggregators(), now),
        alive(signs.storesAlive(now), signs.stores(), now),
        GroupLag.of(admin, group),
        rates,
        open(),
        ended(),
        openPlans());
  }

  private <T extends SpecificRecord> void take(
      Topic<T> topic, Instant since, Function<T, String> id, Map<String, T> known) {
    scan.read(
        topic,
        since,
        record -> {
          if (record.isTombstone()) {
            known.remove(String.valueOf(record.key()));
            return;
          }
          record.readable().ifPresent(value -> known.put(id.apply(value), value));
        });
  }

  private static Alive alive(long alive, Map<String, Instant> signs, Instant now) {
    long known =
        signs.values().stream().filter(seen -> seen.isAfter(now.minus(Signs.FORGOTTEN))).count();
    return new Alive(alive, Math.max(alive, known));
  }

  private Rates rates(Instant now) throws InterruptedException {
    long completed = rounds.values().stream().mapToLong(RoundState::getCompletedStores).sum();
    Instant last = before;
    OptionalDouble updates =
        last == null || !now.isAfter(last)
            ? OptionalDouble.empty()
            : OptionalDouble.of(perSecond(completed - completedBefore, last, now));
    completedBefore = completed;
    bytes(now);
    return new Rates(bytesPerSecond, updates);
  }

  /** Large installations have much to answer: they are asked seldom, but twice to begin with. */
  private void bytes(Instant now) throws InterruptedException {
    Instant last = bytesAt;
    if (bytesPerSecond.isPresent()
        && last != null
        && now.isBefore(last.plus(BETWEEN_LOOKS_AT_DISKS))) {
      return;
    }
    OptionalLong bytes = UpdateBytes.of(admin);
    bytesPerSecond =
        last != null && now.isAfter(last) && bytes.isPresent() && bytesBefore.isPresent()
            ? OptionalDouble.of(perSecond(bytes.getAsLong() - bytesBefore.getAsLong(), last, now))
            : OptionalDouble.empty();
    bytesBefore = bytes;
    bytesAt = now;
  }

  /** Less than before is no rate: a round was retired. */
  private static double perSecond(long more, Instant from, Instant to) {
    return Math.max(0, more) * 1000.0 / Math.max(1, Duration.between(from, to).toMillis());
  }

  private List<RoundState> open() {
    return rounds.values().stream()
        .filter(round -> !isOver(round))
        .sorted(
            Comparator.comparing(RoundState::getDeadlineAt).thenComparing(RoundState::getRoundId))
        .toList();
  }

  private List<RoundState> ended() {
    return rounds.values().stream()
        .filter(round -> isOver(round) && round.getEndedAt() != null)
        .sorted(Comparator.comparing(PictureReader::end).reversed())
        .limit(ENDED)
        .toList();
  }

  private static Instant end(RoundState round) {
    return Objects.requireNonNull(round.getEndedAt());
  }

  private List<OpenPlan> openPlans() {
    return plans.values().stream()
        .filter(
            plan -> plan.getStatus() == PlanStatus.RUNNING || plan.getStatus() == PlanStatus.PAUSED)
        .map(
            plan ->
                new OpenPlan(
                    plan.getPlanId(),
                    plan.getModelType(),
                    plan.getStatus(),
                    made(plan),
                    plan.getMaxRounds()))
        .toList();
  }

  /** Training rounds that made a version; the rounds before training make other types' versions. */
  private int made(PlanRecord plan) {
    return (int)
        rounds.values().stream()
            .filter(round -> plan.getPlanId().equals(round.getPlanId()))
            .filter(round -> round.getStatus() == RoundStatus.COMPLETED)
            .filter(
                round ->
                    PlanRound.of(plan.getPlanId(), round.getRoundId())
                        .filter(one -> !one.phase().preparation())
                        .isPresent())
            .count();
  }

  private static boolean isOver(RoundState round) {
    return switch (round.getStatus()) {
      case COMPLETED, FAILED, CANCELLED -> true;
      case CREATED, IN_PROGRESS, AGGREGATING -> false;
    };
  }
}
