package io.fedlog.aggregator.chunks;

import io.fedlog.runtime.trust.Verdict;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.UnreadableRecordException;
import io.fedlog.schemas.UpdateRecord;
import io.fedlog.schemas.UpdateSeal;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;

/**
 * Begins to check seals when they are fetched, on threads of its own, so that a task whose seals
 * all lie in one partition is not bound to one core: a signature costs more than all else of a
 * small update. A seal whose turn comes first is checked by whoever asks.
 *
 * <p>What was begun is only a cache, by the identity of the record's bytes, and is kept no longer
 * than they: what a task drops unasked is forgotten with its records. What is fetched when the
 * cache is full waits for its turn; nothing that was begun is thrown away for it, for the oldest is
 * the next that is asked for. Thread-safe.
 */
public final class SealsAhead implements SealCheck, AutoCloseable {
  /** Seals checked or waiting to be, and not yet asked for: more than the input buffers hold. */
  private static final int MOST = 1 << 17;

  private final SealCheck check;
  private final RecordCodec<UpdateRecord> codec;
  private final int most;
  private final ExecutorService threads;

  /** Arrays are equal only to themselves. */
  private final Map<byte[], FutureTask<Verdict>> begun = new WeakHashMap<>();

  /**
   * Checks ahead of {@code check}, which must be thread-safe.
   *
   * @param cores threads that check
   */
  public SealsAhead(SealCheck check, RecordCodec<UpdateRecord> codec, int cores) {
    this(check, codec, cores, MOST);
  }

  SealsAhead(SealCheck check, RecordCodec<UpdateRecord> codec, int cores, int most) {
    this.check = check;
    this.codec = codec;
    this.most = most;
    this.threads =
        Executors.newFixedThreadPool(
            cores,
            task -> {
              Thread thread = new Thread(task, "fedlog-seals");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Begins to check the seal that a record's value is, if there is room. */
  void begin(byte[] value) {
    // Once it has run, the task holds its answer and no longer the value.
    FutureTask<Verdict> task = new FutureTask<>(() -> check.verdict(sealIn(value)));
    synchronized (begun) {
      if (begun.size() >= most) {
        return;
      }
      begun.put(value, task);
    }
    threads.execute(task);
  }

  /** The seal; whoever finds none in the value refuses it in its turn, and asks for no check. */
  private UpdateSeal sealIn(byte[] value) {
    if (codec.decode(value).getBody() instanceof UpdateSeal seal) {
      return seal;
    }
    throw new UnreadableRecordException("no_seal", "the value under a seal's key is none");
  }

  @Override
  public Verdict verdict(UpdateSeal seal) {
    return check.verdict(seal);
  }

  @Override
  public Verdict verdict(UpdateSeal seal, byte[] record) {
    FutureTask<Verdict> task;
    synchronized (begun) {
      task = begun.remove(record);
    }
    if (task == null) {
      return check.verdict(seal);
    }
    task.run(); // does nothing when a thread has begun it
    try {
      return task.get();
    } catch (ExecutionException e) {
      return check.verdict(seal);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return check.verdict(seal);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
