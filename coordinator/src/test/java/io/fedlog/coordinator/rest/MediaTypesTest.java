package io.fedlog.coordinator.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaTypesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "none | a/json",
        "'' | a/json",
        "*/* | a/json",
        "b/x | b/x",
        "B/X | b/x",
        "b/* | b/x",
        "a/json;q=0.5, b/x | b/x",
        "a/json;q=0.5, */*;q=0.1 | a/json",
        "*/*, a/json;q=0 | b/x",
        "b/x;v=1;q=0.001 | b/x",
        "a/json;q=0.9, b/*;q=0.8, b/x;q=1.000 | b/x",
        "a/json;q=2 | none",
        "c/d | none",
        "b/x;q=0 | none",
        "nonsense | none",
        "a/* ; q = 1 | a/json",
      })
  void shouldChooseWhatTheClientLikesBest(String accept, String type) {
    assertThat(MediaTypes.choose(accept, List.of("a/json", "b/x")).orElse(null)).isEqualTo(type);
  }

  @Test
  void shouldStopReading_whenThereAreTooManyRanges() {
    assertThat(MediaTypes.choose("x/y,".repeat(32) + "b/x", List.of("b/x"))).isEmpty();
    assertThat(MediaTypes.choose("x/y,".repeat(31) + "b/x", List.of("b/x"))).contains("b/x");
  }

  @Test
  void shouldPassParametersOver() {
    assertThat(MediaTypes.plain("Application/JSON; charset=utf-8")).isEqualTo("application/json");
    assertThat(MediaTypes.plain(null)).isNull();
  }
}
