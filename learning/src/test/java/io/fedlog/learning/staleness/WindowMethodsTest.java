package io.fedlog.learning.staleness;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fedlog.learning.method.Methods;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowMethodsTest {
  @ParameterizedTest
  @ValueSource(strings = {"fedavg", "weighted"})
  void shouldAllow_whenTheMethodIsAMean(String method) {
    assertThatCode(() -> WindowMethods.check(method)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "median, it compares updates with each other",
    "krum, it compares updates with each other",
    "norm_clipping, it compares updates with each other",
    "fedadam, it steps from the one version",
    "sum, it is no mean by weight",
    "union, it is no mean by weight"
  })
  void shouldSayWhyNot_whenAWindowCannotBeMadeByIt(String method, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WindowMethods.check(method))
        .withMessageStartingWith(
            "method is %s; expected one of [fedavg, weighted] in a round with windows: %s",
            method, reason);
  }

  @Test
  void shouldRefuseAllOthers_whenTheyAreKnown() {
    for (String name : Methods.names()) {
      if (!Set.of("fedavg", "weighted").contains(name)) {
        assertThatIllegalArgumentException().isThrownBy(() -> WindowMethods.check(name));
      }
    }
  }

  @Test
  void shouldNameThoseThereAre_whenTheMethodIsUnknown() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WindowMethods.check("nothing"))
        .withMessageContaining("no aggregation method \"nothing\"");
  }
}
