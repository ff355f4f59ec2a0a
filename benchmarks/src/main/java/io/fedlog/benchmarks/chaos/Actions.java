package io.fedlog.benchmarks.chaos;

import io.fedlog.benchmarks.report.Progress;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Carries out the steps of a schedule, one after another; what is undone is undone meanwhile. */
final class Actions implements AutoCloseable {
  private static final Duration UNTIL_UP = Duration.ofSeconds(60);
  private static final Duration UNTIL_IN_SYNC = Duration.ofSeconds(90);
  private static final Duration UNTIL_MOMENT = Duration.ofSeconds(20);
  private static final Duration PAUSE_MOST = Duration.ofSeconds(60);

  private final Installation installation;
  private final Signs signs;
  private final Progress progress;
  private final ExecutorService undoing = Executors.newCachedThreadPool(Actions::thread);
  private final List<Future<?>> pending = new ArrayList<>();

  Actions(Installation installation, Signs signs, Progress progress) {
    this.installation = installation;
    this.signs = signs;
    this.progress = progress;
  }

  /** Does one step; throws when the installation is not fit for it, which is a finding. */
  void perform(Step step) throws InterruptedException, IOException {
    TimeUnit.MILLISECONDS.sleep(step.delay().toMillis());
    if (step.role() == Role.BROKER) {
      awaitAllBrokers();
    }
    boolean came =
        switch (step.moment()) {
          case ANY -> true;
          case UPLOADING -> awaitUpload(victim(step));
          default -> installation.triggers().await(step.moment(), UNTIL_MOMENT);
        };
    Victim victim = awaitUp(victim(step));
    String what = step.text().replace(step.process(), victim.name());
    progress.step("  " + what + (came ? "" : " (which did not come; at once)"));
    switch (step.kind()) {
      case KILL -> kill(step, victim);
      case PAUSE -> pause(step, victim);
      case FILL -> fill(step);
    }
  }

  private Victim victim(Step step) {
    Victim drawn = installation.victim(step.process());
    return step.moment() == Moment.CREATING ? installation.actingCoordinator(drawn) : drawn;
  }

  /** One broker at a time: all are there and have every copy before the next is hit. */
  private void awaitAllBrokers() throws InterruptedException {
    for (Victim victim : installation.victims()) {
      if (victim.role() == Role.BROKER) {
        Victim unused = awaitUp(victim);
      }
    }
    if (!installation.probe().awaitInSync(UNTIL_IN_SYNC)) {
      throw new IllegalStateException(
          "not all copies are in sync "
              + UNTIL_IN_SYNC.toSeconds()
              + " s after a broker came back");
    }
  }

  private Victim awaitUp(Victim victim) throws InterruptedException {
    long limit = System.nanoTime() + UNTIL_UP.toNanos();
    while (!victim.isUp()) {
      if (System.nanoTime() > limit) {
        throw new IllegalStateException(victim.name() + " did not come back");
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    return victim;
  }

  private boolean awaitUpload(Victim victim) throws InterruptedException {
    ServiceVictim uploader = (ServiceVictim) awaitUp(victim);
    int before = count(uploader);
    long limit = System.nanoTime() + UNTIL_MOMENT.toNanos();
    while (count(uploader) == before) {
      if (System.nanoTime() > limit) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
    return true;
  }

  private static int count(ServiceVictim uploader) {
    return uploader.saidSinceStart().split(UploaderMain.UNDER_WAY, -1).length;
  }

  private void kill(Step step, Victim victim) throws InterruptedException {
    victim.kill();
    signs.expect(victim);
    if (step.loseState()) {
      victim.loseState();
    }
    later(
        step.lasting(),
        () -> {
          victim.start();
          return victim;
        });
  }

  private void pause(Step step, Victim victim) throws InterruptedException {
    victim.pause(PAUSE_MOST);
    later(
        step.lasting(),
        () -> {
          victim.resume();
          return victim;
        });
  }

  private void fill(Step step) throws IOException {
    SmallDisk disk = installation.smallDisk();
    if (!disk.isSmall()) {
      progress.step("  skipped: a small disk cannot be mounted here");
      return;
    }
    disk.fill();
    later(
        step.lasting(),
        () -> {
          disk.empty();
          return disk;
        });
  }

  private void later(Duration lasting, Callable<?> undo) {
    pending.add(
        undoing.submit(
            () -> {
              TimeUnit.MILLISECONDS.sleep(lasting.toMillis());
              return undo.call();
            }));
  }

  /** Waits until everything that was killed, paused or filled is as it was. */
  void calm() throws InterruptedException {
    for (Future<?> undone : pending) {
      try {
        undone.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException("Cannot undo an action: " + e.getCause(), e);
      }
    }
    pending.clear();
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "chaos-undo");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void close() {
    undoing.shutdownNow();
  }
}
