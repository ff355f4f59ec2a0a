package io.fedlog.learning.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class VocabularyTest {
  @Test
  void shouldWriteSortedFacts_whenStoreSawColumns() {
    Vocabulary seen =
        Vocabulary.of(
            List.of(
                new Column.Numeric("price", new double[] {3, -5, Double.NaN}),
                new Column.Categorical("brand", Arrays.asList("b", null, "a", "b")),
                new Column.Dates("day", new double[] {8000})));

    assertThat(new String(seen.toBytes(), StandardCharsets.UTF_8))
        .isEqualTo(
            """
            category\tbrand\ta
            category\tbrand\tb
            column\tbrand\tcategorical
            column\tday\tdate
            column\tprice\tnumeric
            exponent\tday\t13
            exponent\tprice\t3
            """);
  }

  @Test
  void shouldReadBackTheSame_whenTextHoldsSeparators() {
    Vocabulary seen =
        Vocabulary.of(
            List.of(new Column.Categorical("a\tb", List.of("x\ny", "\\n", "ü\r", "z\\"))));

    assertThat(Vocabulary.parse(seen.toBytes())).isEqualTo(seen);
    assertThat(seen.categoriesOf("a\tb")).hasSize(4);
  }

  @Test
  void shouldTakeLargestExponent_whenStoresDiffer() {
    Vocabulary small = Vocabulary.of(List.of(new Column.Numeric("x", new double[] {0.25})));
    Vocabulary large = Vocabulary.of(List.of(new Column.Numeric("x", new double[] {-1000})));

    assertThat(small.exponentOf("x")).isEqualTo(-2);
    assertThat(Vocabulary.union(List.of(small, large)).exponentOf("x")).isEqualTo(10);
  }

  @Test
  void shouldAgreeOnCategories_whenOneStoreSawTexts() {
    Vocabulary numbers = Vocabulary.of(List.of(new Column.Numeric("x", new double[] {1})));
    Vocabulary texts = Vocabulary.of(List.of(new Column.Categorical("x", List.of("one"))));
    Vocabulary names = Vocabulary.of(List.of(new Column.Identifier("x", 7)));

    assertThat(Vocabulary.union(List.of(numbers, texts)).kindOf("x"))
        .isEqualTo(ColumnKind.CATEGORICAL);
    assertThat(Vocabulary.union(List.of(texts, names)).kindOf("x"))
        .isEqualTo(ColumnKind.IDENTIFIER);
  }

  @Test
  void shouldNameTheLine_whenPayloadIsNoVocabulary() {
    assertThatThrownBy(() -> Vocabulary.parse("column\tx\n".getBytes(StandardCharsets.UTF_8)))
        .hasMessageContaining("column\tx")
        .hasMessageContaining("expected 3");
    assertThatThrownBy(
            () -> Vocabulary.parse("column\tx\tcolour\n".getBytes(StandardCharsets.UTF_8)))
        .hasMessageContaining("colour")
        .hasMessageContaining("expected numeric");
  }
}
