package io.fedlog.coordinator.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fedlog.schemas.AuditEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
class AuditQueueTest {

  private static final Duration SOON = Duration.ofSeconds(10);

  private final List<String> written = new CopyOnWriteArrayList<>();

  @Test
  void shouldWriteInOrder_whatIsOffered() {
    try (AuditQueue queue = new AuditQueue(this::keep, SOON)) {
      IntStream.range(0, 100).forEach(i -> queue.offer(event("e" + i)));
    }

    assertThat(written).isEqualTo(IntStream.range(0, 100).mapToObj(i -> "e" + i).toList());
  }

  @Test
  void shouldNotWait_whenTheLogDoesNotAnswer() {
    Semaphore answers = new Semaphore(0);
    CountDownLatch asked = new CountDownLatch(1);
    try (AuditQueue queue =
        new AuditQueue(
            event -> {
              asked.countDown();
              answers.acquireUninterruptibly();
              keep(event);
            },
            SOON)) {
      queue.offer(event("first"));
      await().atMost(SOON).until(() -> asked.getCount() == 0);
      IntStream.range(0, 5000).forEach(i -> queue.offer(event("e" + i)));
      assertThat(written).isEmpty();

      answers.release(10_000);
    }

    // The one that was on its way, and as many as may wait.
    assertThat(written).hasSize(1001).startsWith("first", "e0").endsWith("e999");
  }

  @Test
  void shouldGoOn_whenAnOfferedEventIsLost() {
    try (AuditQueue queue =
        new AuditQueue(
            event -> {
              if (event.getEvent().equals("lost")) {
                throw new KafkaException("away");
              }
              keep(event);
            },
            SOON)) {
      queue.offer(event("lost"));
      queue.offer(event("kept"));
    }

    assertThat(written).containsExactly("kept");
  }

  @Test
  void shouldThrow_whenAnEventThatMustBeWrittenIsNot() {
    try (AuditQueue queue =
        new AuditQueue(
            event -> {
              throw new KafkaException("away");
            },
            SOON)) {
      assertThatThrownBy(() -> queue.write(event("done"))).isInstanceOf(KafkaException.class);
    }
  }

  @Test
  void shouldNotThrow_whenOfferedAfterTheEnd() {
    AuditQueue queue = new AuditQueue(this::keep, SOON);
    queue.close();
    queue.offer(event("late"));

    assertThat(written).isEmpty();
  }

  @Test
  void shouldClose_whenTheLogNeverAnswers() throws InterruptedException {
    CountDownLatch interrupted = new CountDownLatch(1);
    AuditQueue queue =
        new AuditQueue(
            event -> {
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.countDown();
                throw new KafkaException(e);
              }
            },
            Duration.ofMillis(50));
    queue.offer(event("stuck"));
    queue.close();

    interrupted.await();
  }

  private void keep(AuditEvent event) {
    written.add(event.getEvent());
  }

  private static AuditEvent event(String name) {
    return AuditEvent.newBuilder()
        .setEvent(name)
        .setSubject("ada")
        .setResult("refused")
        .setDetails(Map.of())
        .setAt(Instant.EPOCH)
        .build();
  }
}
