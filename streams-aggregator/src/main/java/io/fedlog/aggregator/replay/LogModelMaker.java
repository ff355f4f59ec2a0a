package io.fedlog.aggregator.replay;

import io.fedlog.aggregator.chunks.CentralNoise;
import io.fedlog.aggregator.chunks.MaskSums;
import io.fedlog.aggregator.definition.ChunkPlan;
import io.fedlog.aggregator.wire.Codecs;
import io.fedlog.learning.method.ServerStep;
import io.fedlog.learning.noise.NoiseKey;
import io.fedlog.runtime.KafkaSettings;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.SchemaDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes decided models again from the updates on the log, a partition at a time for each of its
 * threads, by the code that makes them live. Memory is that of one partition's chunks a thread, or
 * of one chunk of every update where a method compares them. Reads only. Called by one thread.
 */
public final class LogModelMaker implements ModelMaker, AutoCloseable {
  /** The part of the heap that contents of chunks may take where there is a choice. */
  private static final int HEAP_PARTS = 3;

  private final ReplayTools tools;
  private final Supplier<? extends UpdateSource> updates;
  private final int threads;
  private final AutoCloseable models;

  private LogModelMaker(
      ReplayTools tools,
      Supplier<? extends UpdateSource> updates,
      int threads,
      AutoCloseable models) {
    this.tools = tools;
    this.updates = updates;
    this.threads = threads;
    this.models = models;
  }

  /**
   * One that reads an installation's topics, with a third of the heap.
   *
   * @param partitions of every topic
   * @param key the installation's noise key; null when it is not known, and rounds whose noise the
   *     aggregator draws cannot be made
   */
  public static LogModelMaker of(
      KafkaSettings kafka, SchemaDirectory schemas, int partitions, @Nullable NoiseKey key) {
    long bytes = Runtime.getRuntime().maxMemory() / HEAP_PARTS / threads(partitions);
    return of(kafka, schemas, partitions, key, bytes);
  }

  /**
   * The same with other memory.
   *
   * @param memoryBytes that the chunks of one partition may take where there is a choice
   */
  public static LogModelMaker of(
      KafkaSettings kafka,
      SchemaDirectory schemas,
      int partitions,
      @Nullable NoiseKey key,
      long memoryBytes) {
    KafkaModels models = new KafkaModels(kafka);
    return new LogModelMaker(
        tools(Codecs.with(schemas), models, key, partitions, memoryBytes),
        () -> new KafkaUpdates(kafka),
        threads(partitions),
        models);
  }

  private static int threads(int partitions) {
    return Math.max(1, Math.min(partitions, Runtime.getRuntime().availableProcessors()));
  }

  /**
   * One over any sources.
   *
   * @param updates opens a source for each thread
   * @param memoryBytes that the chunks of one partition may take where there is a choice
   */
  public static LogModelMaker over(
      Codecs codecs,
      Supplier<? extends UpdateSource> updates,
      ModelSource models,
      int partitions,
      @Nullable NoiseKey key,
      long memoryBytes) {
    return new LogModelMaker(
        tools(codecs, models, key, partitions, memoryBytes), updates, 1, () -> {});
  }

  private static ReplayTools tools(
      Codecs codecs, ModelSource models, @Nullable NoiseKey key, int partitions, long bytes) {
    return new ReplayTools(
        codecs, models, new CentralNoise(key), new MaskSums(Runnable::run), partitions, bytes);
  }

  /** Of every topic of the installation. */
  int partitions() {
    return tools.partitions();
  }

  /** Names the noise key that it has; null when it has none. */
  public @Nullable String noiseKeyId() {
    return tools.noise().keyId();
  }

  /**
   * {@inheritDoc}
   *
   * @throws RetiredException when the round's updates are no longer on the log; chunks may have
   *     been given to the sink before
   */
  @Override
  public void make(List<DecidedModel> decided, ModelSink sink) {
    make(decided, ChunkRoots.NONE, sink);
  }

  /**
   * The same, with what chunk tasks said of the chunks when they admitted them.
   *
   * @throws RetiredException when the round's updates are no longer on the log
   */
  public void make(List<DecidedModel> decided, ChunkRoots roots, ModelSink sink) {
    if (decided.isEmpty()) {
      return;
    }
    RoundDefinition round = decided.get(0).definition();
    run(
        round,
        (partition, source, results) ->
            new PartitionReplay(tools, round, partition, source, roots, new ToSink(results, sink))
                .run(decided));
  }

  /**
   * Measures the distances between decided updates anew.
   *
   * @return one for each partition that has chunks
   */
  List<PartitionReplay.Measured> measure(DecidedModel decided) {
    RoundDefinition round = decided.definition();
    List<PartitionReplay.Measured> measured = new ArrayList<>();
    run(
        round,
        (partition, source, results) -> {
          PartitionReplay.Measured one =
              new PartitionReplay(
                      tools,
                      round,
                      partition,
                      source,
                      ChunkRoots.NONE,
                      new ToSink(results, new NoModel()))
                  .measure(decided);
          results.put(() -> measured.add(one));
        });
    return measured;
  }

  private void run(RoundDefinition round, PartitionThreads.Work work) {
    List<Integer> partitions =
        IntStream.range(0, tools.partitions())
            .filter(p -> new ChunkPlan(round, p, tools.partitions()).chunkCount() > 0)
            .boxed()
            .toList();
    new PartitionThreads(updates, threads).run(partitions, work);
  }

  @Override
  public void close() {
    try {
      models.close();
    } catch (Exception e) {
      throw new IllegalStateException("what earlier versions are read with cannot be closed", e);
    }
  }

  /** Hands what is made to the caller's thread. */
  private record ToSink(PartitionThreads.Results results, ModelSink sink)
      implements PartitionReplay.Made {
    @Override
    public void made(DecidedModel of, int chunk, ServerStep step, int updates) {
      results.put(() -> sink.made(of, chunk, step, updates));
    }

    @Override
    public void failed(DecidedModel of, int chunk, String reason) {
      results.put(() -> sink.failed(of, chunk, reason));
    }
  }

  /** Measuring makes none. */
  private record NoModel() implements ModelSink {
    @Override
    public void made(DecidedModel of, int chunk, ServerStep step, int updates) {
      throw new IllegalStateException("a model was made where updates are measured");
    }

    @Override
    public void failed(DecidedModel of, int chunk, String reason) {
      throw new IllegalStateException(reason);
    }
  }
}
