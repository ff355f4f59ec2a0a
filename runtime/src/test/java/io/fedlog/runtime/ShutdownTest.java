package io.fedlog.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ShutdownTest {
  private final List<String> closed = new ArrayList<>();
  private final Shutdown shutdown = new Shutdown();

  @Test
  void shouldCloseTheLastOpenedFirst_whenClosed() {
    shutdown.add("broker", () -> closed.add("broker"));
    shutdown.add("service", () -> closed.add("service"));

    shutdown.close();

    assertThat(closed).containsExactly("service", "broker");
  }

  @Test
  void shouldCloseOnce_whenClosedAgain() {
    shutdown.add("broker", () -> closed.add("broker"));

    shutdown.close();
    shutdown.close();

    assertThat(closed).containsExactly("broker");
  }

  @Test
  void shouldCloseTheOthers_whenOneFails() {
    shutdown.add("broker", () -> closed.add("broker"));
    shutdown.add(
        "bad",
        () -> {
          throw new IllegalStateException("cannot");
        });

    shutdown.close();

    assertThat(closed).containsExactly("broker");
  }

  @Test
  void shouldCloseAtOnce_whenAddedAfterTheEnd() {
    shutdown.close();

    shutdown.add("late", () -> closed.add("late"));

    assertThat(closed).containsExactly("late");
  }

  @Test
  void shouldReleaseTheWaiter_whenTheEndIsRequested() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    Thread waiter =
        new Thread(
            () -> {
              try {
                shutdown.awaitRequest();
                released.countDown();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    waiter.start();

    shutdown.request();

    assertThat(released.await(10, TimeUnit.SECONDS)).isTrue();
  }
}
