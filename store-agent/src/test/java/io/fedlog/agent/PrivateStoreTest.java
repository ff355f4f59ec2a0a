package io.fedlog.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.learning.privacy.PrivacyBudget;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that adds the noise itself. With Laplace noise and delta 0 epsilons simply add up. */
class PrivateStoreTest {

  /** Epsilon 2 x 1,000 / 4,000 = 0.5 of each update. */
  private static final RoundDefinition ROUND = PrivateStage.round("p-0001", 4_000).build();

  @TempDir private Path folder;
  private PrivateStage stage;

  @BeforeEach
  void open() {
    stage = new PrivateStage(folder, OwnPrivacy.NONE);
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void shouldSendNothing_beforeTheQuorumHasLetTheRoundIn() {
    stage.desk.define(ROUND, PrivateStage.NOW);
    stage.work();
    assertThat(stage.topics()).isEmpty();

    stage.stands(ROUND, RoundStatus.CREATED);
    assertThat(stage.topics())
        .containsExactly("fl.joins", "fl.updates.p-0001", "fl.updates.p-0001");
  }

  @Test
  void shouldSendNothing_whenTheQuorumRefusedTheRound() {
    stage.say(ROUND, RoundStatus.FAILED);
    stage.desk.define(ROUND, PrivateStage.NOW);
    stage.work();

    assertThat(stage.topics()).isEmpty();
  }

  @Test
  void shouldDecline_whenItsOwnLimitIsReached() {
    stage.restart(upTo(1.2));
    play("p-0001", 4_000);
    play("p-0002", 4_000);
    int sent = stage.topics().size();
    play("p-0003", 4_000); // 1.5 in all

    assertThat(stage.topics()).hasSize(sent);
    assertThat(stage.trainer.trained).hasValue(2);
    play("p-0004", 10_000); // 1.2 in all
    assertThat(stage.trainer.trained).hasValue(3);
  }

  @Test
  void shouldDecline_whenOneRoundAloneIsBeyondItsLimit() {
    stage.restart(upTo(1.2));
    play("p-0001", 1); // the server wants next to no noise

    assertThat(stage.topics()).isEmpty();
  }

  /** All join before the first has trained: each is within the limit as it joins. */
  @Test
  void shouldSendOneUpdate_whenRoundsThatEachFitItsLimitAreOpenAtOnce() {
    stage.restart(upTo(0.6));
    for (int i = 1; i < 9; i++) {
      RoundDefinition round = PrivateStage.round("p-000" + i, 4_000).build();
      stage.desk.define(round, PrivateStage.NOW);
      stage.say(round, RoundStatus.IN_PROGRESS);
    }

    stage.work();

    assertThat(stage.topics().stream().filter("fl.joins"::equals)).hasSize(8);
    assertThat(stage.chunks()).hasSize(1);
    assertSpent(500_000_000_000L);
  }

  /** Whoever defines rounds takes one back, waits for a restart, and defines its name anew. */
  @Test
  void shouldSpendForEachUpdate_whenARoundComesBackByNameWithOtherRules() {
    OwnPrivacy limit = upTo(1.2);
    for (int i = 0; i < 6; i++) {
      stage.restart(limit);
      stage.work(); // and forgets the round
      play("p-0001", 4_000 - i);
      stage.desk.forget("p-0001");
    }

    assertThat(stage.chunks()).hasSize(2).doesNotHaveDuplicates();
    assertSpent(500_000_000_000L + 500_125_031_258L); // 2,000 / 3,999, rounded up
  }

  @Test
  void shouldSpendForEachUpdate_whenARoundComesBackAndTrainingGivesAnotherUpdate() {
    for (int i = 0; i < 3; i++) {
      stage.restart(upTo(1.2));
      stage.work();
      stage.trainer.value = 2 + i;
      play("p-0001", 4_000);
      stage.desk.forget("p-0001");
    }

    assertThat(stage.chunks()).hasSize(2).doesNotHaveDuplicates();
    assertSpent(1_000_000_000_000L);
  }

  @Test
  void shouldSendTheSameBytesForFree_whenARoundComesBackAsItWas() {
    for (int i = 0; i < 3; i++) {
      stage.restart(upTo(0.5));
      stage.work();
      play("p-0001", 4_000);
      stage.desk.forget("p-0001");
    }

    // The rounds after the first do not fit the limit before it is known that they cost nothing.
    assertThat(stage.chunks()).hasSize(1);
    stage.restart(upTo(1));
    stage.work();
    play("p-0001", 4_000);
    assertThat(stage.chunks()).hasSize(2);
    assertThat(stage.chunks().get(1)).isEqualTo(stage.chunks().get(0));
    assertSpent(500_000_000_000L);
  }

  /** The quorum charges for the first definition; the second one asks for next to no noise. */
  @Test
  void shouldSendNothing_whenARoundIsDefinedTwiceWithOtherNoise() {
    stage.desk.define(ROUND, PrivateStage.NOW);
    stage.desk.define(PrivateStage.round("p-0001", 1).build(), PrivateStage.NOW);
    stage.stands(ROUND, RoundStatus.IN_PROGRESS);

    assertThat(stage.topics()).isEmpty();
  }

  @Test
  void shouldTakePart_whenARoundIsDefinedTwiceAlike() {
    stage.desk.define(ROUND, PrivateStage.NOW);
    play("p-0001", 4_000);

    assertThat(stage.chunks()).hasSize(1);
  }

  /** What was kept without noise, or with less, is not what the ledger has. */
  @Test
  void shouldTrainAgainOrDecline_whenTheKeptUpdateIsOfOtherRules() {
    stage.producer = PrivateStage.producer(false);
    stage.restart(OwnPrivacy.NONE);
    RoundDefinition exact =
        PrivateStage.round("p-0001", 4_000).setPrivacy(null).setPrivacyMode("none").build();
    stage.play(exact);
    ByteBuffer withoutNoise = stage.chunks().get(0);

    stage.producer = PrivateStage.producer(true);
    stage.restart(upTo(1));
    play("p-0001", 4_000);

    assertThat(stage.chunks()).doesNotContain(withoutNoise);
  }

  @Test
  void shouldKnowWhatItSpent_afterARestartAndBeforeThereWasALimit() {
    play("p-0001", 4_000);
    stage.restart(upTo(0.9));
    int sent = stage.topics().size();
    play("p-0002", 4_000);

    assertThat(stage.topics()).hasSize(sent);
  }

  @Test
  void shouldHaveOneLimit_whateverModelTypesRoundsName() {
    stage.restart(upTo(0.9));
    play("p-0001", 4_000);
    for (int i = 2; i < 5; i++) {
      stage.play(PrivateStage.round("p-000" + i, 4_000).setModelType("type-" + i).build());
    }

    assertThat(stage.chunks()).hasSize(1);
  }

  @Test
  void shouldSpendOnceAndSendTheSameBytes_whenStoppedMidUpload() {
    stage.producer = PrivateStage.producer(false);
    stage.restart(upTo(0.5));
    play("p-0001", 4_000);
    ByteBuffer first = stage.chunks().get(0);

    stage.producer = PrivateStage.producer(true);
    stage.restart(upTo(0.5));
    stage.desk.define(ROUND, PrivateStage.NOW); // the quorum's word may come late
    stage.work();
    play("p-0001", 4_000);

    assertThat(stage.topics()).hasSize(3); // join, chunk, seal
    assertThat(stage.chunks()).containsExactly(first);
    assertThat(stage.trainer.trained).hasValue(1);
    assertSpent(500_000_000_000L);
  }

  /** What it has paid for counts once, though the limit leaves no room for a second. */
  @Test
  void shouldSendWhatItPaidFor_whenStoppedBeforeTheFirstAttempt() throws IOException {
    stage.producer = PrivateStage.producer(false);
    stage.restart(upTo(0.5));
    play("p-0001", 4_000);
    ByteBuffer first = stage.chunks().get(0);
    Path memory = files("p-0001.json").get(0);
    Files.writeString(
        memory, Files.readString(memory).replaceFirst("\"attempts\":\\[[^]]*]", "\"attempts\":[]"));

    stage.producer = PrivateStage.producer(true);
    stage.restart(upTo(0.5));
    play("p-0001", 4_000);

    assertThat(stage.chunks()).containsExactly(first);
    assertThat(stage.trainer.trained).hasValue(1);
    assertSpent(500_000_000_000L);
  }

  @Test
  void shouldNotTrainAgain_whenAnAttemptWasBegunAndItsUpdateIsLost() throws IOException {
    stage.producer = PrivateStage.producer(false);
    stage.restart(OwnPrivacy.NONE);
    play("p-0001", 4_000);
    for (Path file : files(".update")) {
      Files.write(file, new byte[] {1}); // torn
    }
    stage.producer = PrivateStage.producer(true);
    stage.restart(OwnPrivacy.NONE);
    play("p-0001", 4_000);

    assertThat(stage.topics()).isEmpty();
    assertThat(stage.trainer.trained).hasValue(1);
  }

  @Test
  void shouldTellNoFigures_whenAnyRoundOfTheModelTypeIsPrivate() {
    stage.desk.published(Rounds.model(1, "imported", 1).manifest()); // says nothing of privacy
    stage.desk.define(ROUND, PrivateStage.NOW);
    stage.work();

    assertThat(stage.trainer.evaluated).hasValue(1);
    assertThat(stage.topics()).isEmpty();
  }

  /** Its round has run and is taken out of the log; then a version comes that says nothing. */
  @Test
  void shouldTellNoFigures_whenThePrivateRoundWasBeforeARestart() {
    play("p-0001", 4_000);
    int sent = stage.topics().size();
    stage.restart(OwnPrivacy.NONE);
    stage.desk.published(Rounds.model(1, "imported", 1).manifest());
    stage.work();

    assertThat(stage.trainer.evaluated).hasValue(1);
    assertThat(stage.topics()).hasSize(sent);
  }

  private void play(String roundId, long noise) {
    stage.play(PrivateStage.round(roundId, noise).build());
  }

  private void assertSpent(long pureEpsilon) {
    assertThat(stage.spent().pureEpsilon()).isEqualTo(pureEpsilon);
  }

  private List<Path> files(String ending) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(path -> path.toString().endsWith(ending)).toList();
    }
  }

  private static OwnPrivacy upTo(double epsilon) {
    return new OwnPrivacy(WeakestPrivacy.LOCAL, new PrivacyBudget(epsilon, 0));
  }
}
