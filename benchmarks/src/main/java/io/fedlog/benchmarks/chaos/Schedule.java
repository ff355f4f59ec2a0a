package io.fedlog.benchmarks.chaos;

import io.fedlog.benchmarks.chaos.Step.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A handful of actions. A function of seed and number only: what is on the machine at the time
 * decides in which state it hits the processes, not what is done.
 */
record Schedule(int number, List<Step> steps) {
  /** Kills of one schedule, so that each ends with a calm in which all is checked. */
  static final int KILLS = 10;

  /** Longer than any session of an aggregator or a coordinator. */
  private static final int PAUSE_AT_LEAST_MS = 8_000;

  Schedule {
    steps = List.copyOf(steps);
  }

  /**
   * Draws one.
   *
   * @param number from 1; pauses and full disks take turns by it
   * @param kills at most {@value #KILLS}
   */
  static Schedule draw(long seed, int number, int kills) {
    RandomGenerator random = new SplittableRandom(seed * 1_000_003 + number);
    List<Step> deck = new ArrayList<>();
    deck.add(kill(Role.AGGREGATOR, Moment.DECISION, random, random.nextInt(4) == 0));
    deck.add(kill(Role.BROKER, Moment.ANY, random, false));
    deck.add(kill(Role.UPLOADER, Moment.UPLOADING, random, false));
    deck.add(kill(Role.COORDINATOR, Moment.CREATING, random, false));
    deck.add(kill(Role.AGGREGATOR, Moment.PUBLISHING, random, random.nextInt(4) == 0));
    deck.add(kill(Role.AGGREGATOR, Moment.ANY, random, random.nextInt(3) == 0));
    deck.add(kill(Role.AGENT, Moment.TRAINING, random, random.nextInt(3) == 0));
    deck.add(kill(Role.UPLOADER, Moment.UPLOADING, random, random.nextInt(4) == 0));
    deck.add(kill(Role.AGENT, Moment.ANY, random, false));
    Role[] any = {Role.BROKER, Role.COORDINATOR, Role.AGENT};
    deck.add(kill(any[random.nextInt(any.length)], Moment.ANY, random, false));
    List<Step> steps = new ArrayList<>(deck.subList(0, Math.min(kills, deck.size())));
    shuffle(steps, random);
    Role[] paused = {Role.BROKER, Role.AGGREGATOR, Role.COORDINATOR, Role.AGENT, Role.AGGREGATOR};
    steps.add(random.nextInt(steps.size() + 1), pause(paused[number % paused.length], random));
    if (number % 2 == 1) {
      fillDisk(steps, random);
    }
    return new Schedule(number, steps);
  }

  int kills() {
    return (int) steps.stream().filter(step -> step.kind() == Kind.KILL).count();
  }

  private static Step kill(Role role, Moment moment, RandomGenerator random, boolean loseState) {
    return new Step(
        Kind.KILL,
        role,
        1 + random.nextInt(role.processes()),
        Duration.ofMillis(200 + random.nextInt(1_500)),
        moment,
        Duration.ofMillis(away(role, random)),
        loseState);
  }

  /** One aggregator in four stays away until the other has taken over; the rest come back soon. */
  private static int away(Role role, RandomGenerator random) {
    boolean takenOver =
        (role == Role.AGGREGATOR || role == Role.COORDINATOR) && random.nextInt(4) == 0;
    return takenOver ? 7_000 + random.nextInt(2_000) : random.nextInt(2_000);
  }

  private static Step pause(Role role, RandomGenerator random) {
    return new Step(
        Kind.PAUSE,
        role,
        1 + random.nextInt(role.processes()),
        Duration.ofMillis(200 + random.nextInt(1_500)),
        Moment.ANY,
        Duration.ofMillis(PAUSE_AT_LEAST_MS + random.nextInt(3_000)),
        false);
  }

  /**
   * Only the second aggregator keeps its state where it can be filled. A store in memory needs the
   * disk when it is opened: one of the kills is of this aggregator then, which comes back to a disk
   * that is still full.
   */
  private static void fillDisk(List<Step> steps, RandomGenerator random) {
    boolean killed =
        steps.removeIf(
            step ->
                step.kind() == Kind.KILL
                    && step.role() == Role.AGGREGATOR
                    && step.moment() == Moment.ANY);
    int at = random.nextInt(steps.size() + 1);
    Duration full = Duration.ofMillis(20_000 + random.nextInt(4_000));
    Duration delay = Duration.ofMillis(200 + random.nextInt(1_500));
    steps.add(at, new Step(Kind.FILL, Role.AGGREGATOR, 2, delay, Moment.ANY, full, false));
    if (killed) {
      Duration away = Duration.ofMillis(random.nextInt(1_000));
      Duration soon = Duration.ofMillis(500);
      steps.add(at + 1, new Step(Kind.KILL, Role.AGGREGATOR, 2, soon, Moment.ANY, away, false));
    }
  }

  private static void shuffle(List<Step> steps, RandomGenerator random) {
    for (int i = steps.size() - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      Step moved = steps.get(i);
      steps.set(i, steps.get(other));
      steps.set(other, moved);
    }
  }
}
