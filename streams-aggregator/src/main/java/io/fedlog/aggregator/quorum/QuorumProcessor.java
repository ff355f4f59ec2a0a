package io.fedlog.aggregator.quorum;

import io.fedlog.aggregator.figures.AggregatorFigures;
import io.fedlog.aggregator.wire.Codecs;
import io.fedlog.aggregator.wire.CommitPace;
import io.fedlog.aggregator.wire.Emitter;
import io.fedlog.aggregator.wire.Punctuators;
import io.fedlog.aggregator.wire.Source;
import io.fedlog.learning.round.Stamp;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundLogEntry;
import io.fedlog.schemas.Tick;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Folds one partition of the round log and carries out what follows. While a round is open it
 * appends ticks to its own partition: that is how the machine learns of time.
 */
public final class QuorumProcessor implements Processor<byte[], byte[], String, byte[]> {
  /** Prefix of this sub-topology's sinks. */
  public static final String PREFIX = "quorum";

  /** How often time passes while nothing waits for it. */
  private static final Duration SELDOM = Duration.ofSeconds(5);

  private final Codecs codecs;
  private final int partitions;
  private final Duration tickInterval;
  private final int versionsKept;
  private final AggregatorFigures figures;

  /** State stores this processor must be connected to. */
  public static final List<String> STORES = List.of(QuorumStores.ROWS, QuorumStores.RECORDS);

  private ProcessorContext<String, byte[]> context;
  private Emitter emitter;
  private QuorumFold fold;
  private CommitPace commits;
  private Punctuators punctuators;
  private LogClock clock;
  private long tickedAt;

  /**
   * A quorum.
   *
   * @param partitions of every topic of the installation
   * @param tickInterval how often time passes while a round is open
   * @param versionsKept trained versions of a model that stay readable
   * @param figures of all tasks of the process
   */
  public QuorumProcessor(
      Codecs codecs,
      int partitions,
      Duration tickInterval,
      int versionsKept,
      AggregatorFigures figures) {
    this.figures = figures;
    this.codecs = codecs;
    this.partitions = partitions;
    this.tickInterval = tickInterval;
    this.versionsKept = versionsKept;
  }

  @Override
  public void init(ProcessorContext<String, byte[]> context) {
    close(); // Streams may start an instance again
    this.context = context;
    this.commits = new CommitPace(context);
    this.punctuators = new Punctuators(context);
    this.clock = new LogClock();
    this.tickedAt = 0;
    this.emitter = new Emitter(context, codecs, PREFIX, figures);
    this.fold =
        new QuorumFold(
            codecs,
            partitions,
            versionsKept,
            new QuorumStores(
                new StoreMap(context.getStateStore(QuorumStores.ROWS)),
                new StoreMap(context.getStateStore(QuorumStores.RECORDS))),
            emitter);
    tickWhileOpen();
  }

  /** Time passes only while a round is open: every punctuation makes Streams commit. */
  private void tickWhileOpen() {
    if (fold.hasOpenRounds()) {
      punctuators.start("tick", tickInterval, this::tick);
    }
  }

  /**
   * Lets time pass where it matters: each tick is a commit, which would hold up whatever is under
   * way. Now and then even where it does not, for this machine's clock may be wrong.
   */
  private void tick(long now) {
    if (fold.hasOpenRounds()) {
      if (fold.tickDueAt() > clock.at(now) && Math.abs(now - tickedAt) < SELDOM.toMillis()) {
        return;
      }
      tickedAt = now;
      emitter.at(now);
      figures.tick();
      emitter.tick(
          context.taskId().partition(),
          RoundLogEntry.newBuilder()
              .setModelType("")
              .setRoundId(null)
              .setEvent(new Tick(Instant.ofEpochMilli(now)))
              .setSourceTopic(null)
              .build());
      commits.soon();
    } else {
      punctuators.stop("tick");
    }
  }

  @Override
  public void close() {
    if (commits != null) {
      commits.close();
      punctuators.close();
    }
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    RecordMetadata metadata = context.recordMetadata().orElse(null);
    if (metadata == null || record.value() == null) {
      return;
    }
    Source source = new Source(metadata.topic(), metadata.partition(), metadata.offset());
    QuorumFold.Folded folded =
        fold.take(
            () -> codecs.roundLog().decode(record.value()),
            source,
            new Stamp(metadata.offset(), record.timestamp()));
    if (folded == null) {
      return;
    }
    Object event = folded.entry().getEvent();
    if (event instanceof Tick) {
      clock.sawOwn(record.timestamp(), context.currentSystemTimeMs());
    } else {
      clock.saw(record.timestamp(), context.currentSystemTimeMs());
    }
    commits.ask(folded.urgency());
    if (event instanceof RoundDefinition) {
      tickWhileOpen();
    }
  }
}
