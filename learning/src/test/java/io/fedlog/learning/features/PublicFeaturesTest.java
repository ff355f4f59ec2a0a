package io.fedlog.learning.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublicFeaturesTest {

  @Test
  void shouldScaleBoundsToMinusOneAndOne_whenANumberIsEncoded() {
    PublicFeatures described = PublicFeatures.parse("tenure=0..72; price = -5..15 ;y=0..1");

    FeatureSpace space = FeatureSpace.of(described.vocabulary(), described.moments(), "y");
    double[] encoded =
        space.encode(
            3,
            List.of(
                new Column.Numeric("tenure", new double[] {0, 72, 54}),
                new Column.Numeric("price", new double[] {-5, 15, Double.NaN})));

    // price, tenure for each of three rows; a missing number is the middle
    assertThat(encoded).containsExactly(-1, -1, 1, 1, 0, 0.5);
    assertThat(space.targetMean()).isEqualTo(0.5);
    assertThat(space.targetDeviation()).isEqualTo(0.5);
  }

  @Test
  void shouldKnowCategoriesAndDates_whenTheyAreDescribed() {
    Vocabulary vocabulary =
        PublicFeatures.parse("plan=monthly|one year;since=2000-01-02..2000-01-11").vocabulary();

    assertThat(vocabulary.kindOf("plan")).isEqualTo(ColumnKind.CATEGORICAL);
    assertThat(vocabulary.categoriesOf("plan")).containsExactly("monthly", "one year");
    assertThat(vocabulary.kindOf("since")).isEqualTo(ColumnKind.DATE);
    assertThat(vocabulary.exponentOf("since")).isEqualTo(4); // day 10 is under 2^4
    assertThat(vocabulary.kindOf("other")).isNull();
  }

  @Test
  void shouldTakeTheNextCharacterAsItIs_whenABackslashComes() {
    Vocabulary vocabulary = PublicFeatures.parse("a\\=b=x\\|y|z\\;|\\\\").vocabulary();

    assertThat(vocabulary.categoriesOf("a=b")).containsExactly("\\", "x|y", "z;");
  }

  @Test
  void shouldAddBounds_whenTheColumnIsNotDescribed() {
    PublicFeatures described = PublicFeatures.parse("x=0..1").orBounds("y", 0, 1);

    assertThat(described.vocabulary().kindOf("y")).isEqualTo(ColumnKind.NUMERIC);
    assertThat(described.orBounds("y", 5, 9).moments().mean("y")).isEqualTo(0.5);
    assertThatThrownBy(() -> described.requireNumber("z"))
        .hasMessage("public_features: expected bounds of the target z too, such as z=0..100");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "x # expected column=low..high or column=one|another, separated by ';', came \"x\"",
        "x=1..2; # separated by ';', came \"\"",
        "x=2..1 # column x: expected two numbers or two dates, the lower first",
        "x=1..one # column x: expected two numbers or two dates",
        "x=2020-01-01..3 # column x: expected two numbers or two dates",
        "x=0..Infinity # column x: expected two numbers or two dates",
        "x=a||b # column x: expected categories with a character or more",
        "x=a|b;x=0..1 # column x is there twice",
      })
  void shouldSayWhatWasExpected_whenTheTextCannotBeRead(String text, String message) {
    assertThatThrownBy(() -> PublicFeatures.parse(text.trim()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message.trim());
  }
}
