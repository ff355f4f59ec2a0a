package io.fedlog.aggregator.chunks;

import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.UnreadableRecordException;
import io.fedlog.schemas.UpdateRecord;
import io.fedlog.schemas.UpdateSeal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Begins to check seals when they are fetched, on threads of its own, so that a task whose seals
 * all lie in one partition is not bound to one core: a signature costs more than all else of a
 * small update. A seal whose turn comes first is checked by whoever asks. What was begun is only a
 * cache; it is bounded, and losing it costs nothing but time. Thread-safe.
 */
public final class SealsAhead implements SealCheck, AutoCloseable {
  /** Seals checked or waiting to be, and not yet asked for. */
  private static final int MOST = 8192;

  private final SealCheck check;
  private final RecordCodec<UpdateRecord> codec;
  private final ExecutorService threads;
  private final Map<UpdateSeal, FutureTask<Optional<String>>> begun = new LinkedHashMap<>();

  /**
   * Checks ahead of {@code check}, which must be thread-safe.
   *
   * @param cores threads that check
   */
  public SealsAhead(SealCheck check, RecordCodec<UpdateRecord> codec, int cores) {
    this.check = check;
    this.codec = codec;
    this.threads =
        Executors.newFixedThreadPool(
            cores,
            task -> {
              Thread thread = new Thread(task, "fedlog-seals");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Begins to check a record's seal, if it has one. Anything else is left to its turn. */
  void begin(byte[] value) {
    UpdateSeal seal;
    try {
      seal = codec.decode(value).getBody() instanceof UpdateSeal found ? found : null;
    } catch (UnreadableRecordException e) {
      return; // refused in its turn
    }
    if (seal == null) {
      return;
    }
    FutureTask<Optional<String>> task =
        new FutureTask<>(() -> Optional.ofNullable(check.fault(seal)));
    synchronized (begun) {
      if (begun.size() >= MOST) {
        var oldest = begun.values().iterator();
        oldest.next().cancel(false); // its turn may never come
        oldest.remove();
      }
      begun.put(seal, task);
    }
    threads.execute(task);
  }

  @Override
  public @Nullable String fault(UpdateSeal seal) {
    FutureTask<Optional<String>> task;
    synchronized (begun) {
      task = begun.remove(seal);
    }
    if (task == null) {
      return check.fault(seal);
    }
    task.run(); // does nothing when a thread has begun it
    try {
      return task.get().orElse(null);
    } catch (ExecutionException | CancellationException e) {
      return check.fault(seal);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return check.fault(seal);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
