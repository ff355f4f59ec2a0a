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

class OwnTensorsTest {

  @TempDir private Path root;

  @Test
  void shouldRecallTheSameBits_whenTheProcessStartsAgain() {
    double[] values = {0.1, -1e-300, 1.0 / 3, Double.MIN_VALUE};
    tensors().keep("sales_forecast", Map.of("old", new double[1]));
    tensors().keep("sales_forecast", Map.of("output.weights", values));

    Map<String, double[]> recalled = tensors().recall("sales_forecast");

    assertThat(recalled).containsOnlyKeys("output.weights");
    assertThat(recalled.get("output.weights")).containsExactly(values);
    assertThat(tensors().recall("churn_prediction")).isEmpty();
    assertThat(new OwnTensors(root, "8", Durability.PROCESS_KILLED).recall("sales_forecast"))
        .isEmpty();
  }

  @Test
  void shouldSayWhatToDo_whenTheFileIsTorn() throws IOException {
    tensors().keep("t", Map.of("a", new double[] {1}));
    List<Path> files;
    try (Stream<Path> all = Files.walk(root)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    assertThat(files).hasSize(1);
    Files.writeString(files.get(0), "{\"a\": [1");

    assertThatThrownBy(() -> tensors().recall("t"))
        .isInstanceOf(StateException.class)
        .hasMessageContainingAll(files.get(0).toString(), "remove it");
  }

  private OwnTensors tensors() {
    return new OwnTensors(root, "7", Durability.PROCESS_KILLED);
  }
}
