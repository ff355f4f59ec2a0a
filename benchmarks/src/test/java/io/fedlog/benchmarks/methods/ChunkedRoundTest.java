package io.fedlog.benchmarks.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.learning.method.Methods;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChunkedRoundTest {
  /** Two chunks of 64 KiB and one of 5 parameters. */
  private static final int PARAMETERS = (2 << 14) + 5;

  private final Workers workers = new Workers();

  @AfterEach
  void end() {
    workers.close();
  }

  static List<String> methods() {
    return MeasuredMethods.NAMES;
  }

  @Test
  void shouldMeasureEveryMethod_butThoseThatWouldShowNothingMore() {
    Set<String> others = new TreeSet<>(Methods.names());
    MeasuredMethods.NAMES.forEach(others::remove);

    assertThat(others)
        .as("the first is a server optimiser that remembers nothing, the others make no model")
        .containsExactly("fednova", "sum", "union");
  }

  @ParameterizedTest
  @MethodSource("methods")
  void shouldMakeWhatThePlainFormulaSays_whateverTheMethod(String method) throws Exception {
    CutUpdates updates = new CutUpdates(10, PARAMETERS, 1 << 16);

    List<byte[]> model = round(method, updates).make(workers);

    assertThat(model).extracting(chunk -> chunk.length).containsExactly(1 << 16, 1 << 16, 20);
    assertThatCode(() -> ModelCheck.require(method, updates, model)).doesNotThrowAnyException();
  }

  @Test
  void shouldMakeTheSame_whenMadeAgain() throws Exception {
    CutUpdates updates = new CutUpdates(7, PARAMETERS, 1 << 16);
    ChunkedRound round = round("bulyan", updates);

    List<byte[]> model = round.make(workers);
    List<byte[]> again = round.make(workers);

    for (int chunk = 0; chunk < model.size(); chunk++) {
      assertThat(again.get(chunk)).isEqualTo(model.get(chunk));
    }
  }

  @Test
  void shouldSayWhatIsWrong_whenAParameterIsAnother() throws Exception {
    CutUpdates updates = new CutUpdates(10, PARAMETERS, 1 << 16);
    List<byte[]> model = new ArrayList<>(round("median", updates).make(workers));
    ByteBuffer chunk = ByteBuffer.wrap(model.get(1)).order(ByteOrder.LITTLE_ENDIAN);
    // Every 32nd parameter is looked at, so the first of the second chunk is.
    float made = chunk.getFloat(0);
    chunk.putFloat(0, made + 0.001f);

    assertThatThrownBy(() -> ModelCheck.require("median", updates, model))
        .hasMessageStartingWith("method median: parameter 16384 is ")
        .hasMessageContaining("expected " + Float.toString(made).substring(0, 5));
  }

  private static ChunkedRound round(String method, CutUpdates updates) {
    return new ChunkedRound(
        method, MeasuredMethods.parameters(method, updates.parameters()), updates);
  }
}
