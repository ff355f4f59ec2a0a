package io.fedlog.aggregator.wire;

import io.fedlog.aggregator.figures.AggregatorFigures;
import io.fedlog.schemas.AuditEvent;
import io.fedlog.schemas.ModelRecord;
import io.fedlog.schemas.PrivacyRecord;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RejectedRecord;
import io.fedlog.schemas.RoundControl;
import io.fedlog.schemas.RoundLogEntry;
import io.fedlog.schemas.RoundMetrics;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.SecureRound;
import io.fedlog.schemas.ServerState;
import io.fedlog.schemas.StoreMetric;
import io.fedlog.schemas.UnwritableRecordException;
import java.nio.charset.StandardCharsets;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.jspecify.annotations.Nullable;

/**
 * One processor's way out: encodes and hands on. A record that cannot be written is set aside on
 * fl.rejected, never thrown. Not thread-safe.
 */
public final class Emitter {
  private static final int LONGEST_NAME = 200;
  private static final int LONGEST_DETAIL = 1000;

  /** Bytes of a key: what a record has beside its value must fit the rest of Kafka's 1 MiB. */
  private static final int LONGEST_KEY = 2 << 10;

  private final Outlet outlet;
  private final Codecs codecs;
  private final AggregatorFigures figures;
  private long timestamp;

  /**
   * An emitter for one processor.
   *
   * @param prefix of the sub-topology's sinks
   * @param figures where what it sets aside is counted
   */
  public Emitter(
      ProcessorContext<String, byte[]> context,
      Codecs codecs,
      String prefix,
      AggregatorFigures figures) {
    this(new StreamsOutlet(context, prefix), codecs, figures);
  }

  /** An emitter that writes to {@code outlet}, and whose refusals nobody counts. */
  public Emitter(Outlet outlet, Codecs codecs) {
    this(outlet, codecs, AggregatorFigures.unseen());
  }

  private Emitter(Outlet outlet, Codecs codecs, AggregatorFigures figures) {
    this.figures = figures;
    this.outlet = outlet;
    this.codecs = codecs;
  }

  /** Where the processor counts. */
  public AggregatorFigures figures() {
    return figures;
  }

  /** Timestamp of what is emitted next, milliseconds since the epoch; the brokers set their own. */
  public void at(long millis) {
    timestamp = Math.max(0, millis);
  }

  public void roundLog(RoundLogEntry entry) {
    send(Egress.ROUND_LOG, entry.getModelType(), entry, codecs.roundLog());
  }

  /** Appends to one partition of the round log. */
  public void tick(int partition, RoundLogEntry entry) {
    send(Egress.TICKS, Integer.toString(partition), entry, codecs.roundLog());
  }

  /** Multicast; false when the order cannot be written. */
  public boolean roundControl(Address address, String roundId, RoundControl order) {
    return send(Egress.ROUND_CONTROL, address.before(roundId), order, codecs.roundControl());
  }

  public void roundState(RoundState state) {
    send(Egress.ROUND_STATE, state.getRoundId(), state, codecs.roundState());
  }

  /** False when the record cannot be written. */
  public boolean model(String key, ModelRecord model) {
    return send(Egress.GLOBAL_MODELS, key, model, codecs.models());
  }

  /** False when the record cannot be written. */
  public boolean serverState(String key, ServerState state) {
    return send(Egress.SERVER_STATE, key, state, codecs.serverState());
  }

  /** Tells compaction to forget the server state that lies under {@code key}. */
  public void forgetServerState(String key) {
    forward(Egress.SERVER_STATE, key, null);
  }

  /** Tells compaction to forget what lies under {@code key}. */
  public void forgetModel(String key) {
    forward(Egress.GLOBAL_MODELS, key, null);
  }

  public void roundMetrics(RoundMetrics metrics) {
    send(Egress.ROUND_METRICS, metrics.getRoundId(), metrics, codecs.roundMetrics());
  }

  public void storeMetric(StoreMetric metric) {
    send(Egress.STORE_METRICS, metric.getStoreId(), metric, codecs.storeMetrics());
  }

  public void privacy(String key, PrivacyRecord privacy) {
    send(Egress.PRIVACY, key, privacy, codecs.privacy());
  }

  /** Tells compaction to forget what a secure round's stores were told under {@code key}. */
  public void forgetSecureRound(String key) {
    forward(Egress.SECURE_ROUNDS, key, null);
  }

  public void secureRound(String key, SecureRound round) {
    send(Egress.SECURE_ROUNDS, key, round, codecs.secureRounds());
  }

  public void audit(AuditEvent event) {
    send(Egress.AUDIT, null, event, codecs.audit());
  }

  /** Sets something aside with a reason. */
  public void rejected(
      Source source,
      @Nullable String roundId,
      @Nullable String storeId,
      @Nullable Long attemptId,
      String reason,
      String detail) {
    figures.rejected(reason);
    RejectedRecord rejected =
        RejectedRecord.newBuilder()
            .setSourceTopic(source.topic())
            .setSourcePartition(source.partition())
            .setSourceOffset(source.offset())
            .setRoundId(name(roundId))
            .setStoreId(name(storeId))
            .setAttemptId(attemptId)
            .setReason(clip(reason, LONGEST_NAME))
            .setDetail(detail(detail))
            .build();
    send(
        Egress.REJECTED,
        storeId == null ? source.topic() : clip(storeId, LONGEST_NAME),
        rejected,
        codecs.rejected());
  }

  /** A sentence for people, or its beginning: what others wrote must still fit a record. */
  public static String detail(String text) {
    return clip(text, LONGEST_DETAIL);
  }

  /** A name that others wrote, or its beginning; null for none. */
  public static @Nullable String name(@Nullable String text) {
    return text == null ? null : clip(text, LONGEST_NAME);
  }

  /** The text, or its beginning: whoever sent garbage also chose its length. */
  private static String clip(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest - 3) + "...";
  }

  private <T extends SpecificRecord> boolean send(
      Egress egress, @Nullable String key, T value, RecordCodec<T> codec) {
    byte[] bytes;
    try {
      bytes = codec.encode(value);
    } catch (UnwritableRecordException e) {
      tooLarge(egress, String.valueOf(e.getMessage()));
      return false;
    }
    int keyBytes = key == null ? 0 : key.getBytes(StandardCharsets.UTF_8).length;
    if (keyBytes > LONGEST_KEY) {
      tooLarge(
          egress,
          "the key may have %d bytes, but has %d; give what it names a shorter name"
              .formatted(LONGEST_KEY, keyBytes));
      return false;
    }
    forward(egress, key, bytes);
    return true;
  }

  private void tooLarge(Egress egress, String detail) {
    if (egress == Egress.REJECTED) {
      return;
    }
    Source here = outlet.here();
    rejected(
        here == null ? new Source(egress.name(), -1, -1) : here,
        null,
        null,
        null,
        "too_large",
        detail);
  }

  private void forward(Egress egress, @Nullable String key, byte @Nullable [] bytes) {
    outlet.put(egress, key, bytes, timestamp);
  }
}
