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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Carries out the steps of a schedule, one after another; what is undone is undone meanwhile. */
final class Actions implements AutoCloseable {
  private static final Duration UNTIL_UP = Duration.ofSeconds(60);
  private static final Duration UNTIL_BROKER_UP = Duration.ofSeconds(200); // its JVM has 180
  private static final Duration UNTIL_AT_WORK = Duration.ofSeconds(40);
  private static final Duration UNTIL_FENCED = Duration.ofSeconds(60);
  private static final Duration UNTIL_IN_SYNC = Duration.ofSeconds(90);
  private static final Duration UNTIL_MOMENT = Duration.ofSeconds(40);
  private static final Duration UNTIL_REFUSED = Duration.ofSeconds(10);
  private static final Duration PAUSE_MOST = Duration.ofSeconds(60);
  private static final long LOOK_AGAIN_MS = 20;

  private final Installation installation;
  private final Signs signs;
  private final Progress progress;
  private final ExecutorService undoing = Executors.newCachedThreadPool(Actions::thread);
  private final List<Future<?>> pending = new ArrayList<>();
  private final AtomicInteger refused = new AtomicInteger();
  private int missed;
  private int zombies;

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
    Victim drawn = awaitUp(installation.victim(step.process()));
    boolean came = awaitWork(step, drawn) && awaitMoment(step, drawn);
    Victim victim = awaitUp(victim(step, drawn));
    missed += came ? 0 : 1;
    String what = step.text().replace(step.process(), victim.name());
    progress.step("  " + what + (came ? "" : " (which did not come; at once)"));
    switch (step.kind()) {
      case KILL -> kill(step, victim);
      case PAUSE -> pause(step, victim);
      case FILL -> fill(step);
    }
  }

  /** How often what was to be hit was not in the state, or a process not at work, in time. */
  int missed() {
    return missed;
  }

  /** Aggregators that gave up on a full disk and were started again when it had room. */
  int refused() {
    return refused.get();
  }

  /** Aggregators that were paused while they had tasks. */
  int zombies() {
    return zombies;
  }

  private static boolean wantsWorker(Step step) {
    return switch (step.kind()) {
      case FILL -> false;
      case PAUSE -> step.role() == Role.AGGREGATOR;
      case KILL -> step.role() == Role.COORDINATOR || step.moment().isOfAggregators();
    };
  }

  private Victim victim(Step step, Victim drawn) {
    return wantsWorker(step) ? installation.atWork(drawn) : drawn;
  }

  private boolean awaitWork(Step step, Victim drawn) throws InterruptedException {
    return !wantsWorker(step)
        || await(() -> OwnWord.isAtWork((ServiceVictim) installation.atWork(drawn)), UNTIL_AT_WORK);
  }

  private boolean awaitMoment(Step step, Victim drawn) throws InterruptedException {
    Triggers triggers = installation.triggers();
    return switch (step.moment()) {
      case ANY -> true;
      case UPLOADING -> awaitUpload((ServiceVictim) drawn);
      case TRAINING -> triggers.await(step.moment(), Stores.ofAgent(step.number()), UNTIL_MOMENT);
      default -> triggers.await(step.moment(), "", UNTIL_MOMENT);
    };
  }

  private static boolean await(BooleanSupplier condition, Duration most)
      throws InterruptedException {
    long limit = System.nanoTime() + most.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > limit) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MS);
    }
    return true;
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
    if (!await(victim::isUp, victim.role() == Role.BROKER ? UNTIL_BROKER_UP : UNTIL_UP)) {
      throw new IllegalStateException(victim.name() + " did not come back");
    }
    return victim;
  }

  private static boolean awaitUpload(ServiceVictim uploader) throws InterruptedException {
    int before = count(uploader);
    return await(() -> count(uploader) > before, UNTIL_MOMENT);
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
    if (victim.role() == Role.AGGREGATOR) {
      fence(step, (ServiceVictim) victim);
      return;
    }
    victim.pause(PAUSE_MOST);
    later(
        step.lasting(),
        () -> {
          victim.resume();
          return victim;
        });
  }

  /**
   * With all brokers there, the group goes on without it; when it wakes it must be told so. Nothing
   * else happens meanwhile: a broker that takes over a group begins its sessions anew.
   */
  private void fence(Step step, ServiceVictim victim) throws InterruptedException {
    awaitAllBrokers();
    boolean hadTasks = OwnWord.isAtWork(victim);
    int before = victim.saidSinceStart().length();
    victim.pause(PAUSE_MOST);
    TimeUnit.MILLISECONDS.sleep(step.lasting().toMillis());
    victim.resume();
    if (!hadTasks) {
      progress.step("  it had no tasks: nothing to be fenced from");
      return;
    }
    zombies++;
    if (!await(
        () -> OwnWord.tellsOfFencing(victim.saidSinceStart().substring(before)), UNTIL_FENCED)) {
      throw new IllegalStateException(
          victim.name() + " was paused past its session and was not fenced");
    }
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
          ServiceVictim victim = (ServiceVictim) installation.victim(step.process());
          refused.addAndGet(await(victim::startIfRefused, UNTIL_REFUSED) ? 1 : 0);
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
