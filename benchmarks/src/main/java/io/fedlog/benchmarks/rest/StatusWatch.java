package io.fedlog.benchmarks.rest;

import io.fedlog.benchmarks.latency.Samples;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Asks for a round's status again and again, on a connection of its own, until it is closed, and
 * notes how long each answer took.
 */
final class StatusWatch {

  private static final Duration PAUSE = Duration.ofMillis(5);

  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final Future<Samples> times;
  private volatile boolean ended;

  StatusWatch(HttpRequest status) {
    Callable<Samples> watch = () -> watch(status);
    this.times = thread.submit(watch);
  }

  private Samples watch(HttpRequest status) throws IOException, InterruptedException {
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    Samples samples = new Samples();
    while (!ended) {
      long start = System.nanoTime();
      int code = http.send(status, BodyHandlers.ofByteArray()).statusCode();
      samples.add((System.nanoTime() - start) / 1e6);
      if (code != 200) {
        throw new IllegalStateException("status was answered " + code);
      }
      TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
    }
    return samples;
  }

  /** Ends it; how long its answers took, in milliseconds. */
  Samples end() throws InterruptedException, ExecutionException {
    ended = true;
    try {
      return times.get();
    } finally {
      thread.shutdownNow();
    }
  }
}
