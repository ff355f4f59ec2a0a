package io.fedlog.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.aggregator.figures.AggregatorFigures;
import io.fedlog.runtime.KafkaSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FailedThreadsTest {
  private static final KafkaSettings KAFKA = KafkaSettings.at("127.0.0.1:1");
  private static final StreamsSettings SETTINGS =
      new StreamsSettings(
          "fedlog-test",
          null,
          Path.of("unused"),
          1,
          0,
          Duration.ofSeconds(8),
          Duration.ofHours(24));

  private final AtomicInteger ended = new AtomicInteger();
  private final FailedThreads threads =
      new FailedThreads(null, AggregatorFigures.unseen(), ended::incrementAndGet);

  @Test
  void shouldBoundWhatAPollUnpacks_whateverTheHeap() {
    Properties properties = SETTINGS.properties(KAFKA, 1);
    long records = Long.parseLong(properties.getProperty("consumer.max.poll.records"));

    // a chunk of 512 KiB takes up to 1 MiB of a G1 heap
    assertThat(records << 20).isLessThanOrEqualTo(Runtime.getRuntime().maxMemory() / 8);
  }

  @Test
  void shouldEndTheProcess_whenMemoryIsShort() {
    threads.handle(new StreamsException("in a task", new OutOfMemoryError("Java heap space")));

    assertThat(ended).hasValue(1);
  }

  @ParameterizedTest
  @MethodSource("otherFailures")
  void shouldReplaceTheThread_whenItFailsOtherwise(Throwable failure) {
    assertThat(threads.handle(new StreamsException("in a task", failure)))
        .isEqualTo(StreamThreadExceptionResponse.REPLACE_THREAD);
    assertThat(ended).hasValue(0);
  }

  private static Stream<Throwable> otherFailures() {
    return Stream.of(new IllegalStateException("x"), new StackOverflowError());
  }
}
