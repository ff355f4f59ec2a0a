package io.fedlog.coordinator.plans;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class JustWrittenTest {

  private final JustWritten written = new JustWritten();

  @Test
  void shouldKnowWhatWasWrittenForAPlan() {
    written.add("p", "p-0001");

    assertThat(written.contains("p", "p-0001")).isTrue();
    assertThat(written.contains("p", "p-0002")).isFalse();
    assertThat(written.contains("q", "p-0001")).isFalse();
    assertThat(written.any("p", id -> id.endsWith("1"))).isTrue();
    assertThat(written.any("q", id -> true)).isFalse();
  }

  @Test
  void shouldForgetPlans_whenTheyAreOver() {
    written.add("p", "end");
    written.add("q", "end");
    written.keepOnly(Set.of("q", "r"));

    assertThat(written.contains("p", "end")).isFalse();
    assertThat(written.contains("q", "end")).isTrue();
  }
}
