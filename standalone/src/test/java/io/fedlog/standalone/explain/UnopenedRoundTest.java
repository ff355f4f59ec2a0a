package io.fedlog.standalone.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.PlanStatus;
import io.fedlog.schemas.RoundRequest;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.standalone.explain.RoundFacts.OfPlan;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UnopenedRoundTest {

  @Test
  void shouldSayThatNobodyKnowsIt_whenItIsOnNoTopic() {
    Story story = Facts.nothing().tell();

    assertThat(story.known()).isFalse();
    assertThat(story.status()).isEqualTo("UNKNOWN");
    assertThat(story.sentence())
        .isEqualTo("No topic knows a round p-0001, and no plan has a round of that name.");
  }

  @Test
  void shouldPointAtTheAggregators_whenADefinitionIsNotTakenIn() {
    assertThat(Facts.defined().noAggregator().tell().sentence())
        .isEqualTo(
            "Round p-0001 is defined, and no aggregator has taken it in for 10.0 s: none was ever"
                + " heard of.");
    assertThat(Facts.defined().now(60).tell().sentence())
        .endsWith("for 1 min: none has been heard of for 51.0 s.");
    assertThat(Facts.defined().lag(77).tell().sentence())
        .endsWith(
            "the aggregators have not taken it in yet for 10.0 s: they are 77 records behind.");
  }

  @Test
  void shouldWaitForAFirstUpload_whenItWasOnlyAskedFor() {
    RoundRequest request =
        RoundRequest.newBuilder()
            .setRoundId("p-0001")
            .setModelType("sales")
            .setMethod("fedavg")
            .setMinStores(2)
            .setThreshold("0.8")
            .setJoinWindowMs(1000)
            .setDeadlineMs(60_000)
            .setCreatedAt(Facts.ZERO)
            .setCreatedBy("ada")
            .build();
    Story story = Facts.nothing().request(request).tell();

    assertThat(story.status()).isEqualTo("REQUESTED");
    assertThat(story.sentence())
        .isEqualTo(
            "Round p-0001 was asked for and waits for its first upload, which fixes its layout,"
                + " until 10:01:00Z.");
    assertThat(story.until()).isEqualTo(Facts.at(60));
  }

  @Test
  void shouldSayWhatItsPlanWaitsFor_whenItIsNotDefined() {
    assertThat(sentence(PlanStatus.PAUSED, null)).endsWith("plan p is paused.");
    assertThat(sentence(PlanStatus.COMPLETED, null))
        .endsWith("plan p is COMPLETED (3 of 3) and has no more rounds.");
    assertThat(sentence(PlanStatus.RUNNING, before(RoundStatus.IN_PROGRESS)))
        .endsWith("its plan's round before it, p-0000, is IN_PROGRESS.");
    assertThat(sentence(PlanStatus.RUNNING, before(RoundStatus.COMPLETED)))
        .endsWith("plan p needs 2 stores, and 0 were heard of in the last 1 min.");
  }

  @Test
  void shouldPointAtTheCoordinator_whenNothingElseIsMissing() {
    Story story =
        Facts.nothing()
            .plan(new OfPlan(plan(PlanStatus.RUNNING), before(RoundStatus.COMPLETED)))
            .heard("a", 9)
            .heard("b", 9)
            .tell();

    assertThat(story.known()).isTrue();
    assertThat(story.sentence()).contains("its coordinator has not come to it");
    assertThat(story.advice()).singleElement().asString().contains("fedlog plans show p");
  }

  private static String sentence(PlanStatus status, @Nullable RoundState before) {
    return Facts.nothing().plan(new OfPlan(plan(status), before)).tell().sentence();
  }

  private static PlanRecord plan(PlanStatus status) {
    return PlanRecord.newBuilder()
        .setPlanId("p")
        .setModelType("sales")
        .setMaxRounds(3)
        .setMinStores(2)
        .setThreshold("0.8")
        .setJoinWindowMs(1000)
        .setDeadlineMs(1000)
        .setStatus(status)
        .setReason(status == PlanStatus.COMPLETED ? "3 of 3" : null)
        .setCreatedAt(Facts.ZERO)
        .setCreatedBy("ada")
        .build();
  }

  private static RoundState before(RoundStatus status) {
    return RoundState.newBuilder()
        .setRoundId("p-0000")
        .setModelType("sales")
        .setStatus(status)
        .setCreatedAt(Facts.ZERO)
        .setDeadlineAt(Facts.ZERO)
        .setLogOffset(1)
        .build();
  }
}
