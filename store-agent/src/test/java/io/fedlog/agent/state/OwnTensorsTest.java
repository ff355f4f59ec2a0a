package io.fedlog.agent.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnTensorsTest {

  private static final String TYPE = "sales_forecast";

  @TempDir private Path root;

  @Test
  void shouldRecallTheSameBits_whenTheProcessStartsAgain() {
    double[] values = {0.1, -1e-300, 1.0 / 3, Double.MIN_VALUE};
    files().draft(TYPE, "p-0001", Map.of("old", new double[1]));
    files().draft(TYPE, "p-0001", Map.of("output.weights", values));
    files().keep(TYPE, "p-0001");

    Map<String, double[]> recalled = files().recall(TYPE, "p-0001");

    assertThat(recalled).containsOnlyKeys("output.weights");
    assertThat(recalled.get("output.weights")).containsExactly(values);
    assertThat(files().recall("churn_prediction", "p-0001")).isEmpty();
    assertThat(new OwnTensors(root, "8", Durability.PROCESS_KILLED).recall(TYPE, "p-0001"))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldBeginWhereTheLastVersionLeftOff_whenRoundsFail(boolean inFiles) {
    TensorMemory memory = inFiles ? files() : TensorMemory.ofProcess();
    train(memory, "p-0001", 1);
    assertThat(values(memory, "p-0001")).containsExactly(1);

    train(memory, "p-0002", 2); // makes no version: the next base is again p-0001's
    assertThat(values(memory, "p-0001")).containsExactly(1);
    train(memory, "p-0003", 3);

    assertThat(values(memory, "p-0003")).containsExactly(3);
    assertThat(values(memory, "p-0002")).as("forgotten, so the last one").containsExactly(3);
    assertThat(values(memory, "elsewhere")).as("of a round it took no part in").containsExactly(3);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldGoByTheRoundsThatMadeVersions_whenItIsToldOfThem(boolean inFiles) {
    TensorMemory memory = inFiles ? files() : TensorMemory.ofProcess();
    assertThat(memory.settledOf(TYPE).test("p-0009")).as("nothing is kept").isTrue();
    train(memory, "p-0001", 1);
    memory.settle(TYPE, "p-0001");
    train(memory, "p-0002", 2);
    memory.settle(TYPE, "p-0001"); // told again
    memory.settle(TYPE, "p-0003"); // in which it took no part
    assertThat(values(memory, "p-0003")).containsExactly(1);
    assertThat(memory.settledOf(TYPE).test("p-0001")).isTrue();

    memory.settle(TYPE, "p-0002");

    assertThat(values(memory, "p-0003")).containsExactly(2);
    assertThat(memory.settledOf(TYPE).test("p-0002")).isTrue();
    assertThat(memory.settledOf(TYPE).test("p-0001")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldNotCountADraft_whenItsUpdateWasLost(boolean inFiles) {
    TensorMemory memory = inFiles ? files() : TensorMemory.ofProcess();
    train(memory, "p-0001", 1);
    memory.draft(TYPE, "p-0002", Map.of("w", new double[] {2}));

    assertThat(values(memory, "p-0001")).containsExactly(1);
    assertThat(values(memory, "p-0002")).containsExactly(1);
    memory.keep(TYPE, "p-0002");
    memory.keep(TYPE, "p-0002");
    assertThat(values(memory, "p-0002")).containsExactly(2);
  }

  @Test
  void shouldKeepFewFiles_whenManyRoundsFail() throws IOException {
    train(files(), "p-0001", 1);
    assertThat(values(files(), "p-0001")).containsExactly(1);
    for (int round = 2; round < 30; round++) {
      train(files(), "p-00" + round, round);
    }

    assertThat(all()).hasSize(5);
    assertThat(values(files(), "p-0001")).containsExactly(1);
    assertThat(values(files(), "p-0029")).containsExactly(29);
    assertThat(all()).hasSize(1);
  }

  @Test
  void shouldSayWhatToDo_whenTheFileIsTorn() throws IOException {
    train(files(), "r", 1);
    assertThat(all()).hasSize(1);
    Files.writeString(all().get(0), "{\"a\": [1");

    assertThatThrownBy(() -> files().recall(TYPE, "r"))
        .isInstanceOf(StateException.class)
        .hasMessageContainingAll("settled.json", "remove it");
  }

  private static void train(TensorMemory memory, String roundId, double value) {
    memory.draft(TYPE, roundId, Map.of("w", new double[] {value}));
    memory.keep(TYPE, roundId);
  }

  private static double[] values(TensorMemory memory, String madeBy) {
    return memory.recall(TYPE, madeBy).get("w");
  }

  private List<Path> all() throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  private OwnTensors files() {
    return new OwnTensors(root, "7", Durability.PROCESS_KILLED);
  }
}
