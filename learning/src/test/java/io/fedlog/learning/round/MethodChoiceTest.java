package io.fedlog.learning.round;

import static io.fedlog.learning.round.RoundLog.all;
import static io.fedlog.learning.round.RoundLog.only;
import static io.fedlog.learning.round.RoundStatus.AGGREGATING;
import static io.fedlog.learning.round.RoundStatus.FAILED;
import static io.fedlog.learning.round.RoundStatus.IN_PROGRESS;
import static io.fedlog.learning.round.TermsDraft.MODEL;
import static io.fedlog.learning.round.TermsDraft.round;
import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.learning.exact.Grid;
import io.fedlog.learning.method.Shares;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Rounds that are told to aggregate by another method than their definition's. */
class MethodChoiceTest {
  private static final WeightRule EQUAL = new WeightRule(WeightRule.Kind.EQUAL, null);
  private static final WeightRule SAMPLES = new WeightRule(WeightRule.Kind.SAMPLES, null);
  private static final MethodChoice MEDIAN = choice("median", EQUAL, 1);
  private static final MethodChoice WEIGHTED = choice("weighted", SAMPLES, 50);

  private final MethodCheck check =
      (roundId, choice) -> choice.method().equals("krum") ? "krum needs more stores" : null;
  private final RoundLog log = new RoundLog(Concluder.NONE, check);

  @Test
  void shouldDecideByTheOtherMethod_whenItsWeightsAreTheSame() {
    defineEqual(1);
    log.upload("r1", "a", 1, 1, 20);

    Effect.Decide decide = only(aggregate(MEDIAN), Effect.Decide.class);

    assertThat(decide.choice()).isEqualTo(MEDIAN);
    assertThat(decide.weights()).isEmpty();
    assertThat(decide.totalWeight()).isEqualTo(1);
  }

  @Test
  void shouldWeighByRows_whenTheDefinitionWeighsAllAlike() {
    defineEqual(1);
    log.upload("r1", "b", 1, 1, 20);
    log.upload("r1", "a", 1, 1, 30);

    Effect.Decide decide = only(aggregate(WEIGHTED), Effect.Decide.class);

    assertThat(decide.weights()).containsExactly(30L, 20L); // in the order of the store ids
    assertThat(decide.totalWeight()).isEqualTo(50);
  }

  @Test
  void shouldWeighAllAlike_whenTheDefinitionWeighsByRows() {
    log.define(round("r1"));
    log.upload("r1", "b", 1, 1, 20);
    log.upload("r1", "a", 1, 1, 30);

    Effect.Decide decide = only(aggregate(MEDIAN), Effect.Decide.class);

    assertThat(decide.weights()).containsExactly(1L, 1L);
    assertThat(decide.totalWeight()).isEqualTo(2);
  }

  @Test
  void shouldStayAsItIs_whenTheUpdatesDoNotFitTheMethod() {
    defineEqual(1);
    log.upload("r1", "a", 1, 1, 20);

    List<Effect> none = aggregate(choice("krum", EQUAL, 1));
    List<Effect> tooHeavy = aggregate(choice("weighted", SAMPLES, 19));

    assertThat(only(none, Effect.Refused.class).detail()).isEqualTo("krum needs more stores");
    assertThat(only(tooHeavy, Effect.Refused.class).detail())
        .isEqualTo("method weighted weighs the update of store a 20; expected 1 to 19");
    assertThat(log.refusals()).containsExactly("bad_method", "bad_method");
    assertThat(log.status("r1")).isEqualTo(IN_PROGRESS);
  }

  @Test
  void shouldKeepTheChoice_whenTheMinimumComesLater_andTheMachineStartsAgain() {
    defineEqual(2);
    log.upload("r1", "a", 1, 1, 20);
    aggregate(WEIGHTED);
    RoundMachine restored =
        new RoundMachine(RoundLog.PARTITIONS, log.rows.copy(), Concluder.NONE, check);
    restored.restore(log.rows.shuffled(new Random(1)));

    List<RoundEvent> upload = new ArrayList<>(log.uploads("r1").summaries("b", 1, 30));
    upload.add(log.uploads("r1").seal("b", 1, 1, 30));
    Effect.Decide decide = null;
    int offset = 900;
    for (RoundEvent event : upload) {
      List<Effect> effects = restored.apply(MODEL, event, new Stamp(offset++, log.now));
      decide = all(effects, Effect.Decide.class).stream().findFirst().orElse(decide);
    }

    assertThat(decide).isNotNull();
    assertThat(decide.choice()).isEqualTo(WEIGHTED);
    assertThat(decide.weights()).containsExactly(20L, 30L);
  }

  @Test
  void shouldFailWithTheReason_whenALaterUpdateDoesNotFit() {
    defineEqual(2);
    log.upload("r1", "a", 1, 1, 20);
    aggregate(WEIGHTED);

    log.upload("r1", "b", 1, 1, 51);

    assertThat(log.status("r1")).isEqualTo(FAILED);
    assertThat(log.view("r1").reason())
        .isEqualTo("method weighted weighs the update of store b 51; expected 1 to 50");
  }

  @Test
  void shouldGoByTheNewestWish_whenThereAreSeveral() {
    defineEqual(2);
    log.upload("r1", "a", 1, 1, 20);
    aggregate(WEIGHTED);
    log.apply(new RoundEvent.AggregateNow("r1"));

    Effect.Decide decide = only(log.upload("r1", "b", 1, 1, 51), Effect.Decide.class);

    assertThat(decide.choice()).isNull();
    assertThat(decide.totalWeight()).isEqualTo(2);
  }

  @Test
  void shouldRefuse_whenTheRoundIsDecided() {
    defineEqual(1);
    log.upload("r1", "a", 1, 1, 20);
    aggregate(MEDIAN);

    assertThat(only(aggregate(WEIGHTED), Effect.Refused.class).reason()).isEqualTo("wrong_state");
    assertThat(log.status("r1")).isEqualTo(AGGREGATING);
  }

  @Test
  void shouldConcludeWithTheChosenWeights_whenTheUpdatesAreMeasured() {
    RoundLog measured =
        new RoundLog((roundId, weights, sums) -> new Shares(weights, 0), (id, choice) -> null);
    TermsDraft draft = round("r1");
    draft.weighting = EQUAL;
    draft.maxWeight = 1;
    draft.chunks = 1;
    measured.define(draft);
    measured.upload("r1", "a", 1, 1, 20);
    measured.apply(new RoundEvent.AggregateNow("r1", choice("geometric_median", SAMPLES, 50)));

    List<Effect> effects = measured.apply(new RoundEvent.Measured("r1", 0, new byte[16]));

    assertThat(only(effects, Effect.Share.class).shares().ofUpdates()).containsExactly(20);
  }

  private void defineEqual(int minStores) {
    TermsDraft draft = round("r1").needing(minStores, "0");
    draft.weighting = EQUAL;
    draft.maxWeight = 1;
    log.define(draft);
  }

  private List<Effect> aggregate(MethodChoice choice) {
    return log.apply(new RoundEvent.AggregateNow("r1", choice));
  }

  private static MethodChoice choice(String method, WeightRule weighting, long maxWeight) {
    return new MethodChoice(
        method, Map.of("p", "1"), weighting, Grid.finest(1024, 0, maxWeight, 1000, 1));
  }
}
