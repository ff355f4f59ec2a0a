package io.fedlog.aggregator.chunks;

import io.fedlog.aggregator.definition.ChunkPlan;
import io.fedlog.aggregator.definition.OrderCheck;
import io.fedlog.aggregator.figures.AggregatorFigures;
import io.fedlog.aggregator.models.ModelReader;
import io.fedlog.aggregator.wire.Codecs;
import io.fedlog.aggregator.wire.CommitPace;
import io.fedlog.aggregator.wire.Emitter;
import io.fedlog.aggregator.wire.Punctuators;
import io.fedlog.aggregator.wire.Source;
import io.fedlog.aggregator.wire.Urgency;
import io.fedlog.schemas.RoundClosed;
import io.fedlog.schemas.RoundControl;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UnreadableRecordException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * One partition of every round's updates, and the quorum's orders about them. Admits, accumulates
 * and finalises; memory is thrown away with the task and rebuilt from receipts.
 */
public final class ChunkTask implements Processor<byte[], byte[], String, byte[]> {
  /** Prefix of this sub-topology's sinks. */
  public static final String PREFIX = "chunks";

  /** State stores this processor must be connected to. */
  public static final List<String> STORES =
      List.of(RoundShelf.STORE, ReceiptStores.RECEIPTS, ReceiptStores.ATTEMPTS);

  private static final Duration WORK_INTERVAL = Duration.ofMillis(10);
  private static final Duration TALLY_INTERVAL = Duration.ofSeconds(1);
  private static final Duration PARKED_CHECK = Duration.ofSeconds(10);

  private final Codecs codecs;
  private final int partitions;
  private final SealCheck sealCheck;
  private final UpdateReader.Factory readers;
  private final ModelReader.Factory models;
  private final Duration parkedLimit;
  private final SumMemory memory;
  private final CentralNoise noise;
  private final MaskSums masks;
  private final AggregatorFigures figures;

  private final Map<String, LiveRound> live = new TreeMap<>();
  private ProcessorContext<String, byte[]> context;
  private Emitter emitter;
  private UpdateReader reader;
  private ModelReader modelReader;
  private BaseChunks bases;
  private SumMemory.Share share;
  private Rereads rereads;
  private RoundShelf shelf;
  private Uploads uploads;
  private Refusals refusals;
  private Finaliser finaliser;
  private RoundOrders orders;
  private Parking parking;
  private ReadAgain readAgain;
  private CommitPace commits;
  private Punctuators punctuators;
  private boolean uploading;

  /**
   * A chunk task.
   *
   * @param partitions of every topic of the installation
   * @param parkedLimit how long a record may wait for its round's definition
   * @param memory for the sums of all tasks of the process
   * @param noise for the sums of rounds under central privacy
   * @param masks of the sums of rounds that mask, for all tasks of the process
   * @param figures of all tasks of the process
   */
  public ChunkTask(
      Codecs codecs,
      int partitions,
      SealCheck sealCheck,
      UpdateReader.Factory readers,
      ModelReader.Factory models,
      Duration parkedLimit,
      SumMemory memory,
      CentralNoise noise,
      MaskSums masks,
      AggregatorFigures figures) {
    this.figures = figures;
    this.noise = noise;
    this.masks = masks;
    this.codecs = codecs;
    this.partitions = partitions;
    this.sealCheck = sealCheck;
    this.readers = readers;
    this.models = models;
    this.parkedLimit = parkedLimit;
    this.memory = memory;
  }

  @Override
  public void init(ProcessorContext<String, byte[]> context) {
    close(); // Streams may start an instance again
    int partition = context.taskId().partition();
    this.context = context;
    commits = new CommitPace(context);
    punctuators = new Punctuators(context);
    emitter = new Emitter(context, codecs, PREFIX, figures);
    share = memory.open();
    reader = readers.open(partition);
    modelReader = models.open();
    bases = new BaseChunks(modelReader, codecs, share);
    rereads = new Rereads(reader, partition, figures);
    shelf = new RoundShelf(context.getStateStore(RoundShelf.STORE), codecs);
    ReceiptStores receipts =
        new ReceiptStores(
            context.getStateStore(ReceiptStores.RECEIPTS),
            context.getStateStore(ReceiptStores.ATTEMPTS));
    Reports reports = new Reports(emitter, partition);
    refusals = new Refusals(shelf, emitter);
    Accumulator accumulator =
        new Accumulator(partition, partitions, live, shelf, receipts, sealCheck, refusals, reports);
    parking = new Parking(shelf, rereads, emitter, partition, parkedLimit);
    uploads = new Uploads(codecs.updates(), accumulator, refusals, parking);
    readAgain = new ReadAgain(rereads, live, shelf, uploads, parking, codecs, emitter, partition);
    finaliser = new Finaliser(shelf, receipts, rereads, emitter, reports, share, bases, noise);
    orders =
        new RoundOrders(
            live,
            shelf,
            receipts,
            rereads,
            finaliser,
            new Tally(shelf, receipts, partition),
            reports,
            definition -> new ChunkPlan(definition, partition, partitions),
            share,
            masks);
    try {
      orders.restore();
    } catch (RuntimeException e) { // Streams closes only what has begun
      close();
      throw e;
    }
    punctuators.start("parked", PARKED_CHECK, this::checkParked);
    goOnWorking();
    tallySoon();
  }

  /** Only while there is work: every punctuation makes Streams commit. */
  private void goOnWorking() {
    figures.held(context.taskId().partition(), live.size());
    if (rereads.isPending() || live.values().stream().anyMatch(LiveRound::isToBeMade)) {
      punctuators.start("work", WORK_INTERVAL, this::work);
    } else {
      punctuators.stop("work");
    }
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    RecordMetadata metadata = context.recordMetadata().orElse(null);
    if (metadata == null || record.value() == null) {
      return;
    }
    Source source = new Source(metadata.topic(), metadata.partition(), metadata.offset());
    emitter.at(record.timestamp());
    if (metadata.topic().equals(Topics.ROUND_CONTROL.name())) {
      order(source, record.value());
      goOnWorking();
      return;
    }
    uploading = true;
    if (uploads.take(source, record.key(), record.value(), record.timestamp())) {
      commits.soon();
    }
    tallySoon();
  }

  private void tallySoon() {
    if (refusals.hasToTally()) {
      punctuators.start("tally", TALLY_INTERVAL, this::tallyAgain);
    }
  }

  private void order(Source source, byte[] value) {
    try {
      RoundControl control = codecs.roundControl().decode(value);
      OrderCheck.require(control, partitions);
      if (orders.take(control, value)) {
        commits.ask(control.getOrder() instanceof RoundClosed ? Urgency.SOON : Urgency.NOW);
      }
    } catch (UnreadableRecordException e) {
      emitter.rejected(source, null, null, null, e.reason(), e.detail());
    } catch (IllegalArgumentException | ArithmeticException e) {
      emitter.rejected(source, null, null, null, "malformed", String.valueOf(e.getMessage()));
    }
  }

  /** Takes in what was read again and goes on with decided rounds. Never waits. */
  private void work(long now) {
    emitter.at(now);
    boolean awaited = readAgain.take(now, uploading);
    uploading = false;
    bases.take(now);
    boolean made = false;
    List<LiveRound> rounds = new ArrayList<>(live.values());
    rounds.sort(Comparator.comparingInt(LiveRound::inTheMaking)); // so that none takes all memory
    for (LiveRound round : rounds) {
      made |= finaliser.step(round);
    }
    commits.ask(made ? Urgency.NOW : awaited ? Urgency.SOON : Urgency.NONE);
    goOnWorking();
    tallySoon();
  }

  private void tallyAgain(long now) {
    punctuators.stop("tally");
    emitter.at(now);
    refusals.takeToTally().forEach(orders::tallyAgain);
  }

  private void checkParked(long now) {
    emitter.at(now);
    parking.check(now);
    goOnWorking();
  }

  @Override
  public void close() {
    live.clear();
    if (reader != null) {
      figures.held(context.taskId().partition(), 0);
      share.close();
      reader.close();
      modelReader.close();
      commits.close();
      punctuators.close();
    }
  }
}
