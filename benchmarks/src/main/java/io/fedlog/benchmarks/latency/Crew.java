package io.fedlog.benchmarks.latency;

import io.fedlog.agent.AgentHost;
import io.fedlog.agent.HostSettings;
import io.fedlog.agent.state.Durability;
import io.fedlog.benchmarks.system.Workbench;
import io.fedlog.runtime.upload.SealSigner;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Agents at work, each with one store and with readers, producer and threads of its own. Closing it
 * stops them at once.
 */
final class Crew implements AutoCloseable {
  private static final Duration HEARTBEAT = Duration.ofSeconds(30);

  private final List<AgentHost> agents = new ArrayList<>();

  /**
   * Starts agents that take part in everything of one model type.
   *
   * @param name of the crew, in the names of its stores
   * @param fast how many have a pace
   * @param slow how many beside those take {@code slower} times as long
   */
  Crew(
      Workbench bench,
      String name,
      String modelType,
      int fast,
      int slow,
      Duration pace,
      int slower,
      InstantSource clock) {
    try {
      for (int i = 0; i < fast + slow; i++) {
        String store = i < fast ? name + "-fast-" + i : slowStore(name, i - fast);
        Duration own = i < fast ? pace : pace.multipliedBy(slower);
        agents.add(
            AgentHost.start(
                new HostSettings(
                    bench.kafka(),
                    bench.directory().resolve("agents").resolve(store),
                    Durability.PROCESS_KILLED,
                    1,
                    Set.of(modelType),
                    HEARTBEAT,
                    "bench"),
                bench.schemas(),
                Map.of(store, new PacedTrainer(own, i)),
                SealSigner.unsigned(),
                clock,
                new Random(name.hashCode() * 31L + i)));
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The name of a slow store of a crew. */
  static String slowStore(String crew, int number) {
    return slowPrefix(crew) + number;
  }

  /** With what the names of a crew's slow stores begin, and no others. */
  static String slowPrefix(String crew) {
    return crew + "-slow-";
  }

  @Override
  public void close() {
    ExecutorService threads = Executors.newCachedThreadPool(); // each takes half a second
    CompletableFuture<?>[] closed =
        agents.stream()
            .map(agent -> CompletableFuture.runAsync(agent::close, threads))
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(closed).join();
    threads.shutdown();
  }
}
