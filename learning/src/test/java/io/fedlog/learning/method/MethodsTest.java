package io.fedlog.learning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.learning.exact.Grid;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MethodsTest {
  private static final Grid EQUAL = Grid.finest(10, 0, 1, 100, 1);
  private static final Grid WEIGHED = Grid.finest(10, 0, 1000, 100, 1);

  @Test
  void shouldKnowTheBuiltInMethods_whenAskedForNames() {
    assertThat(Methods.names())
        .contains("fedavg", "sum", "union", "weighted", "median", "krum", "bulyan", "fedadam");
    for (String name : Methods.names()) {
      assertThat(Methods.named(name).name()).isEqualTo(name);
      assertThat(Methods.named(name)).isInstanceOfAny(StreamedMethod.class, CollectedMethod.class);
    }
  }

  @Test
  void shouldNotStream_whenAMethodNeedsAllUpdates() {
    assertThat(Methods.streamed("krum").name()).isEqualTo("krum");
    assertThatThrownBy(() -> Methods.streamed("median"))
        .hasMessageContaining("needs all updates at once");
  }

  @Test
  void shouldNameTheChoices_whenTheMethodIsUnknown() {
    assertThatThrownBy(() -> Methods.named("medial"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"medial\"")
        .hasMessageContaining("fedavg")
        .hasMessageContaining("union");
  }

  @Test
  void shouldRefuseWeights_whenEveryUpdateCountsOnce() {
    Methods.named("fedavg").check(terms(Encoding.FLOAT32, EQUAL, 8, 1));
    Methods.named("weighted").check(terms(Encoding.FLOAT32, WEIGHED, 8, 1));
    Methods.named("sum").check(terms(Encoding.FLOAT64, EQUAL, 8, 1));

    assertThatThrownBy(() -> Methods.named("fedavg").check(terms(Encoding.FLOAT32, WEIGHED, 8, 1)))
        .hasMessageContaining("method fedavg")
        .hasMessageContaining("maxWeight is 1000");
    assertThatThrownBy(() -> Methods.named("sum").check(terms(Encoding.FLOAT64, WEIGHED, 8, 1)))
        .hasMessageContaining("method sum");
    Grid halves = Grid.finest(10, 1, 1, 100, 1);
    assertThatThrownBy(() -> Methods.named("fedavg").check(terms(Encoding.FLOAT32, halves, 8, 1)))
        .hasMessageContaining("weightFractionBits 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fedavg", "weighted", "sum"})
  void shouldRefuseTextAndPartsOfNumbers_whenTheMethodIsOverNumbers(String name) {
    StreamedMethod method = Methods.streamed(name);

    assertThatThrownBy(() -> method.check(terms(Encoding.TEXT, EQUAL, 8, 1)))
        .hasMessageContaining("method " + name)
        .hasMessageContaining("encoding is TEXT");
    assertThatThrownBy(() -> method.check(terms(Encoding.FLOAT64, EQUAL, 12, 1)))
        .hasMessageContaining("12 bytes are no multiple of FLOAT64's 8");
    assertThatThrownBy(
            () -> method.newAggregate(new ChunkTerms(Encoding.TEXT, EQUAL, 0, 8, Map.of())))
        .hasMessageContaining("encoding is TEXT");
  }

  @Test
  void shouldRefuseSinglePrecision_whenSumming() {
    assertThatThrownBy(() -> Methods.named("sum").check(terms(Encoding.FLOAT32, EQUAL, 8, 1)))
        .hasMessageContaining("encoding is FLOAT32, expected FLOAT64");
  }

  @Test
  void shouldRefuseNumbersAndSeveralChunks_whenUniting() {
    StreamedMethod union = Methods.streamed("union");
    union.check(terms(Encoding.TEXT, EQUAL, 8, 1));

    assertThatThrownBy(() -> union.check(terms(Encoding.FLOAT32, EQUAL, 8, 1)))
        .hasMessageContaining("expected TEXT");
    assertThatThrownBy(() -> union.check(terms(Encoding.TEXT, EQUAL, 8, 2)))
        .hasMessageContaining("chunkCount is 2, expected 1");
    assertThatThrownBy(
            () -> union.newAggregate(new ChunkTerms(Encoding.TEXT, EQUAL, 1, 8, Map.of())))
        .hasMessageContaining("chunkIndex is 1, expected 0");
  }

  @Test
  void shouldNameTheField_whenTermsAreImpossible() {
    assertThatThrownBy(() -> terms(Encoding.FLOAT32, EQUAL, 0, 1))
        .hasMessageContaining("updateBytes is 0");
    assertThatThrownBy(() -> terms(Encoding.FLOAT32, EQUAL, 4, 0))
        .hasMessageContaining("chunkCount is 0");
    assertThatThrownBy(() -> new ChunkTerms(Encoding.FLOAT32, EQUAL, -1, 4, Map.of()))
        .hasMessageContaining("chunkIndex is -1");
    assertThatThrownBy(() -> new ChunkTerms(Encoding.FLOAT32, EQUAL, 0, 0, Map.of()))
        .hasMessageContaining("payloadBytes is 0");
    assertThatThrownBy(() -> new FinaliseTerms(0, 1, null, null))
        .hasMessageContaining("totalWeight is 0");
    assertThatThrownBy(() -> new FinaliseTerms(1, 0, null, null))
        .hasMessageContaining("cohortSize is 0");
  }

  private static MethodTerms terms(Encoding encoding, Grid grid, long bytes, int chunks) {
    return new MethodTerms(encoding, grid, bytes, 1 << 16, chunks, 1, Map.of());
  }
}
