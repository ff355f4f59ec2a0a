package io.fedlog.benchmarks.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.benchmarks.chaos.Step.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  @Test
  void shouldBeTheSame_whenSeedAndNumberAreTheSame() {
    assertThat(Schedule.draw(7, 3, 10)).isEqualTo(Schedule.draw(7, 3, 10));
    assertThat(Schedule.draw(7, 3, 10)).isNotEqualTo(Schedule.draw(7, 4, 10));
    assertThat(Schedule.draw(7, 3, 10)).isNotEqualTo(Schedule.draw(8, 3, 10));
  }

  @Test
  void shouldHaveSoManyKills_whenAskedForFewer() {
    for (int kills = 1; kills <= Schedule.KILLS; kills++) {
      assertThat(Schedule.draw(1, 1, kills).kills()).isEqualTo(kills);
    }
  }

  @Test
  void shouldKillEveryRoleAtEveryMoment_whenWhole() {
    Schedule whole = Schedule.draw(5, 1, Schedule.KILLS);
    Set<Role> roles = EnumSet.noneOf(Role.class);
    Set<Moment> moments = EnumSet.noneOf(Moment.class);
    whole.steps().stream()
        .filter(step -> step.kind() == Kind.KILL)
        .forEach(
            step -> {
              roles.add(step.role());
              moments.add(step.moment());
            });

    assertThat(roles).containsExactlyInAnyOrder(Role.values());
    assertThat(moments).containsExactlyInAnyOrder(Moment.values());
  }

  @Test
  void shouldPauseEveryRoleButUploadersAndFillADisk_whenManyAreDrawn() {
    Set<Role> paused = EnumSet.noneOf(Role.class);
    boolean[] filled = new boolean[1];
    IntStream.rangeClosed(1, 10)
        .mapToObj(number -> Schedule.draw(2, number, Schedule.KILLS))
        .flatMap(schedule -> schedule.steps().stream())
        .forEach(
            step -> {
              if (step.kind() == Kind.PAUSE) {
                assertThat(step.lasting().toMillis()).isGreaterThan(6_000);
                paused.add(step.role());
              }
              filled[0] |= step.kind() == Kind.FILL;
            });

    assertThat(paused)
        .containsExactlyInAnyOrder(Role.BROKER, Role.AGGREGATOR, Role.COORDINATOR, Role.AGENT);
    assertThat(filled[0]).isTrue();
  }

  @Test
  void shouldPauseAnAggregatorAndFillADisk_whenFirst() {
    Schedule first = Schedule.draw(4, 1, 7);

    assertThat(first.steps())
        .anyMatch(step -> step.kind() == Kind.PAUSE && step.role() == Role.AGGREGATOR)
        .anyMatch(step -> step.kind() == Kind.FILL)
        .anyMatch(step -> step.kind() == Kind.KILL && step.role() == Role.AGENT);
  }

  @Test
  void shouldComeBackToAFullDisk_whenItIsFilled() {
    Schedule odd = Schedule.draw(9, 1, Schedule.KILLS);
    List<Step> steps = odd.steps();
    int fill = steps.indexOf(steps.stream().filter(s -> s.kind() == Kind.FILL).findFirst().get());
    Step after = steps.get(fill + 1);

    assertThat(odd.kills()).isEqualTo(Schedule.KILLS);
    assertThat(after.kind()).isEqualTo(Kind.KILL);
    assertThat(after.process()).isEqualTo(steps.get(fill).process());
    assertThat(after.delay().plus(after.lasting())).isLessThan(steps.get(fill).lasting());
  }

  @Test
  void shouldNeverLoseABrokersLog_whenStateIsLost() {
    IntStream.rangeClosed(1, 50)
        .mapToObj(number -> Schedule.draw(3, number, Schedule.KILLS))
        .flatMap(schedule -> schedule.steps().stream())
        .filter(Step::loseState)
        .forEach(step -> assertThat(step.role()).isNotEqualTo(Role.BROKER));
  }
}
