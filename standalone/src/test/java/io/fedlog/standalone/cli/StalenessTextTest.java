package io.fedlog.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.learning.staleness.Staleness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class StalenessTextTest {
  private final StalenessText text = new StalenessText();

  @Test
  void shouldReadEveryFunction() {
    assertThat(text.convert("constant")).isEqualTo(Staleness.constant());
    assertThat(text.convert("polynomial=0.5")).isEqualTo(Staleness.polynomial(0.5));
    assertThat(text.convert("hinge=10,4")).isEqualTo(Staleness.hinge(10, 4));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "constant=1", "polynomial", "polynomial=-1", "hinge=10", "hinge=1,x"})
  void shouldRefuse_whenItIsNone(String came) {
    assertThatThrownBy(() -> text.convert(came))
        .isInstanceOf(TypeConversionException.class)
        .hasMessage(
            "'%s' is none of constant, polynomial=A such as polynomial=0.5, and hinge=A,B", came);
  }

  @Test
  void shouldRefuse_whenANumberIsTooLarge() {
    assertThatThrownBy(() -> text.convert("polynomial=101"))
        .isInstanceOf(TypeConversionException.class)
        .hasMessage("'polynomial=101': staleness a is 101.0; expected, for POLYNOMIAL, 0 to 100");
  }
}
