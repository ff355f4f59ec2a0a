package io.fedlog.benchmarks.methods;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.BenchmarkException;
import org.openjdk.jmh.runner.RunnerException;

class PassTest {
  @Test
  void shouldSayWhatAForkThrew_whenARunFails() {
    Throwable wrong = new IllegalStateException("parameter 7 is 1, expected 2");
    RunnerException failure =
        new RunnerException(
            "the run failed",
            new BenchmarkException("in a fork", List.of(new RuntimeException(wrong))));

    assertThat(Pass.reason(failure))
        .endsWith("IllegalStateException: parameter 7 is 1, expected 2");
  }

  @Test
  void shouldSayWhatTheRunnerSays_whenNothingLiesBeneath() {
    assertThat(Pass.reason(new RunnerException("no such method"))).endsWith("no such method");
  }
}
