package io.fedlog.learning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadFaultTest {
  @Test
  void shouldTakeAMethodsOwnCode_whenItIsShortAndPlain() {
    assertThat(new PayloadFault("too_far_from_base_2", "why").reason())
        .isEqualTo("too_far_from_base_2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Two words",
        "a23456789012345678901234567890123456789012345678901234567890123456789"
      })
  void shouldRefuseACode_whenItCannotBeCountedUnder(String code) {
    assertThatThrownBy(() -> new PayloadFault(code, "why"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(code.length() + " characters; expected 1 to 64");
  }
}
