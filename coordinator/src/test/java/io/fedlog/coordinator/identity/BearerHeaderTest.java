package io.fedlog.coordinator.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BearerHeaderTest {

  @ParameterizedTest
  @ValueSource(strings = {"Bearer a.b-c_d.e", "bearer a.b-c_d.e", "BEARER   a.b-c_d.e "})
  void shouldFindTheToken(String value) {
    assertThat(BearerHeader.token(value)).isEqualTo("a.b-c_d.e");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.b.c",
        "Basic YTpi",
        "Bearer",
        "Bearer a, Bearer b",
        "Bearer a b",
        "Bearer a\nX: b"
      })
  void shouldRefuseWithoutRepeating_whenItIsNoSuchHeader(String value) {
    assertThat(refusal(value).refusal()).isEqualTo(Refusal.MALFORMED);
    assertThat(refusal(value)).hasMessageNotContaining("YTpi");
  }

  @Test
  void shouldSayWhatIsMissingOrTooMuch() {
    assertThat(refusal(null).refusal()).isEqualTo(Refusal.MISSING);
    assertThat(refusal(" ").refusal()).isEqualTo(Refusal.MISSING);
    assertThat(refusal("Bearer " + "a".repeat(8193)).refusal()).isEqualTo(Refusal.TOO_LARGE);
    assertThat(BearerHeader.token("Bearer " + "a".repeat(8192))).hasSize(8192);
  }

  private static NotAuthenticatedException refusal(String value) {
    return catchThrowableOfType(NotAuthenticatedException.class, () -> BearerHeader.token(value));
  }
}
