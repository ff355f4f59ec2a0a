package io.fedlog.standalone.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fedlog.learning.client.ClientMethod;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * One feature, two labels: parameters are weight and intercept of label 0, then of label 1. From
 * zeros the row (2, label 1) has the gradient (1, 1/2, -1, -1/2); the rate is 1/2.
 */
class ClientTrainingTest {
  private static final SoftmaxModel MODEL = new SoftmaxModel(1, 2);
  private static final LabelledRows ROWS =
      new LabelledRows(1, 2, new float[] {2, -1}, new int[] {1, 0});

  @Test
  void shouldSendModelAndVariate_whenItIsScaffold() {
    ClientTraining training = training(ClientMethod.SCAFFOLD, 0.5);

    ClientTraining.Trained first = train(training, 7, 1, -1, 0, 0.5f);

    // Corrected by c, for its own variate is 0: the model moves by -1/2 ((1, 1/2, -1, -1/2) + c).
    // Its own variate is the uncorrected gradient; what it sends is c + 1/2 of it.
    assertThat(first.update()).containsExactly(-1, 0.25f, 0.5f, 0, 1.5f, -0.75f, -0.5f, 0.25f);
    assertThat(first.control()).containsExactly(1, 0.5, -1, -0.5);
  }

  @Test
  void shouldCorrectByItsOwnVariate_onceAVersionIsMadeOfIt() {
    ClientTraining training = training(ClientMethod.SCAFFOLD, 1);
    ClientTraining.Trained first = train(training, 7, 0, 0, 0, 0);

    assertThat(train(training, 7, 0, 0, 0, 0).update()).isEqualTo(first.update());
    training.sent(7, first);
    training.over(false); // the round made no version
    training.over(true); // the next one did, without this store
    assertThat(train(training, 7, 0, 0, 0, 0).update()).isEqualTo(first.update());
    training.sent(7, first);
    training.over(true);

    // c - c_i is the gradient turned round: the model stays, and so does the variate.
    ClientTraining.Trained second = train(training, 7, 0, 0, 0, 0);
    assertThat(second.update()).containsOnly(0);
    assertThat(second.control()).containsExactly(1, 0.5, -1, -0.5);
    assertThat(train(training, 8, 0, 0, 0, 0).update()).isEqualTo(first.update());
  }

  /** Two epochs are two steps: the change is half of what plain training makes. */
  @Test
  void shouldDivideByItsSteps_whenItIsFedNova() {
    SgdSettings nova = settings(2, ClientMethod.FEDNOVA);
    ClientTraining training = new ClientTraining(new SgdTrainer(MODEL, nova), nova, 1);
    SgdSettings avg = settings(2, ClientMethod.FEDAVG);
    ClientTraining plain = new ClientTraining(new SgdTrainer(MODEL, avg), avg, 1);

    float[] sent = train(training, 0).update();

    float[] trained = train(plain, 0).update();
    for (int i = 0; i < sent.length; i++) {
      assertThat(sent[i]).isCloseTo(trained[i] / 2, within(1e-7f));
    }
    assertThat(training.metrics(1)).isEqualTo(Map.of("local_steps", 2.0));
    assertThat(training.metrics(5)).isEqualTo(Map.of("local_steps", 6.0)); // batches of 2
    assertThat(plain.metrics(1)).isEmpty();
  }

  /** Every store has 20 rows, hence 4 steps: FedNova's rounds are FedAvg's but for rounding. */
  @Test
  void shouldBeFedAvg_whenAllTakeTheSameSteps() {
    Draft draft = Draft.ofRounds(3);
    double fedavg = draft.run().get(0).last().measures().loss();
    draft.with("fednova", Map.of()).client = ClientMethod.FEDNOVA;

    assertThat(draft.run().get(0).last().measures().loss()).isCloseTo(fedavg, within(1e-6));
  }

  @Test
  void shouldSendTwiceAsMuch_whenItIsScaffold() {
    Draft draft = Draft.ofRounds(2);
    draft.client = ClientMethod.SCAFFOLD;

    assertThat(draft.run().get(0).last().uploadedBytes()).isEqualTo(2 * 2 * 10 * 840);
    assertThat(draft.run().get(0).last().measures())
        .as("stores of another run remember nothing")
        .isEqualTo(draft.run().get(0).last().measures());
  }

  @Test
  void shouldRefuse_whenMethodsDoNotGoTogether() {
    Draft draft = Draft.ofRounds(1).with("fedadam", Map.of());
    draft.client = ClientMethod.SCAFFOLD;

    assertThatThrownBy(draft::settings)
        .hasMessageContaining("client_method is scaffold; expected method fedavg");
    draft.with("fedavg", Map.of()).overSelection = "1.3";
    assertThatThrownBy(draft::settings).hasMessageContaining("scaffold with over-selection");
    assertThatThrownBy(() -> new SgdSettings(1, 1, 1, 0, 0, ClientMethod.FEDPROX))
        .hasMessageContaining("--client-method is fedprox with --proximal 0.0");
    assertThatThrownBy(() -> new SgdSettings(1, 1, 1, 0.1, 0, ClientMethod.SCAFFOLD))
        .hasMessageContaining("none with another method");
  }

  private static ClientTraining training(ClientMethod client, double share) {
    SgdSettings settings = settings(1, client);
    return new ClientTraining(new SgdTrainer(MODEL, settings), settings, share);
  }

  private static SgdSettings settings(int epochs, ClientMethod client) {
    return new SgdSettings(epochs, 2, 0.5, 0, 0, client);
  }

  /** On the first row, from zeros and these control variates. */
  private static ClientTraining.Trained train(
      ClientTraining training, int store, float... controls) {
    float[] base = new float[4 + controls.length];
    System.arraycopy(controls, 0, base, 4, controls.length);
    return training.train(store, base, ROWS, new int[] {0}, new Random(1));
  }
}
