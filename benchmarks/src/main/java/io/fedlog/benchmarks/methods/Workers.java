package io.fedlog.benchmarks.methods;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;

/** As many threads as there are cores, which share out chunks among them. */
final class Workers implements AutoCloseable {
  private final int count = Runtime.getRuntime().availableProcessors();
  private final ExecutorService threads = Executors.newFixedThreadPool(count);

  /**
   * Every thread does the work once, over the chunks that are left when it asks for the next.
   *
   * @return what each made of its chunks
   */
  <T> List<T> share(int chunks, Function<IntStream, T> work) throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    Callable<T> part =
        () ->
            work.apply(
                IntStream.generate(next::getAndIncrement).takeWhile(chunk -> chunk < chunks));
    List<T> made = new ArrayList<>();
    for (Future<T> future : threads.invokeAll(Collections.nCopies(count, part))) {
      try {
        made.add(future.get());
      } catch (ExecutionException e) {
        throw new IllegalStateException("a chunk could not be worked on", e.getCause());
      }
    }
    return made;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
