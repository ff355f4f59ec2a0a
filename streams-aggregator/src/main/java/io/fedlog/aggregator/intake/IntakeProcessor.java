package io.fedlog.aggregator.intake;

import io.fedlog.aggregator.figures.AggregatorFigures;
import io.fedlog.aggregator.wire.Codecs;
import io.fedlog.aggregator.wire.CommitPace;
import io.fedlog.aggregator.wire.Emitter;
import io.fedlog.aggregator.wire.Source;
import io.fedlog.runtime.trust.Verdict;
import io.fedlog.schemas.Command;
import io.fedlog.schemas.Join;
import io.fedlog.schemas.RegistryException;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundLogEntry;
import io.fedlog.schemas.RoundRecord;
import io.fedlog.schemas.RoundTargets;
import io.fedlog.schemas.SecureMessage;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UnreadableRecordException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Appends what coordinators and stores say to the round log, under its model type: of stores only
 * what is from whom it claims to be, with the revision of fl.stores by which that was found. Of
 * definitions and commands Kafka's ACLs see to it that the coordinator alone writes them. Gives no
 * verdict on what is said.
 */
public final class IntakeProcessor implements Processor<byte[], byte[], String, byte[]> {
  /** Prefix of this sub-topology's sinks. */
  public static final String PREFIX = "intake";

  private static final String TRUST_REVISION = "; by revision of fl.stores: ";

  private final Codecs codecs;
  private final JoinCheck check;
  private final SecureCheck secureCheck;
  private final @Nullable String noiseKeyId;
  private final AggregatorFigures figures;
  private ProcessorContext<String, byte[]> context;
  private Emitter emitter;
  private CommitPace commits;

  /**
   * An intake.
   *
   * @param noiseKeyId names the secret that this process has for noise; null when it has none
   * @param figures of all tasks of the process
   */
  public IntakeProcessor(
      Codecs codecs,
      JoinCheck check,
      SecureCheck secureCheck,
      @Nullable String noiseKeyId,
      AggregatorFigures figures) {
    this.figures = figures;
    this.noiseKeyId = noiseKeyId;
    this.secureCheck = secureCheck;
    this.codecs = codecs;
    this.check = check;
  }

  @Override
  public void init(ProcessorContext<String, byte[]> context) {
    close(); // Streams may start an instance again
    this.context = context;
    this.commits = new CommitPace(context);
    this.emitter = new Emitter(context, codecs, PREFIX, figures);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    RecordMetadata metadata = context.recordMetadata().orElse(null);
    byte @Nullable [] value = record.value();
    if (metadata == null || value == null) {
      return; // a tombstone takes nothing back: what was appended stays
    }
    Source source = new Source(metadata.topic(), metadata.partition(), metadata.offset());
    emitter.at(record.timestamp());
    try {
      take(source, record.key(), value, Instant.ofEpochMilli(record.timestamp()));
      commits.soon();
    } catch (UnreadableRecordException e) {
      emitter.rejected(source, null, null, null, e.reason(), e.detail());
    } catch (RegistryException e) {
      if (!isOfStores(source)) {
        throw e; // a round or a command must not be lost: it is read again
      }
      // Any store can write here and must not hold up the others; an upload is a join too.
      emitter.rejected(
          source, null, null, null, "registry_unavailable", String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() {
    if (commits != null) {
      commits.close();
    }
  }

  private void take(Source source, byte @Nullable [] key, byte[] value, Instant cameAt) {
    if (source.topic().equals(Topics.ROUNDS.name())) {
      round(source, codecs.rounds().decode(value));
    } else if (source.topic().equals(Topics.JOINS.name())) {
      join(source, codecs.joins().decode(value), cameAt);
    } else if (source.topic().equals(Topics.SECURE.name())) {
      secure(source, key, codecs.secure().decode(value), cameAt);
    } else {
      Command command = codecs.commands().decode(value);
      append(source, command.getModelType(), command.getRoundId(), command);
    }
  }

  private static boolean isOfStores(Source source) {
    return source.topic().equals(Topics.JOINS.name())
        || source.topic().equals(Topics.SECURE.name());
  }

  private void round(Source source, RoundRecord round) {
    if (round.getBody() instanceof RoundDefinition definition) {
      append(source, definition.getModelType(), definition.getRoundId(), definition);
    } else if (round.getBody() instanceof RoundTargets targets) {
      append(source, targets.getModelType(), targets.getRoundId(), targets);
    }
  }

  private void join(Source source, Join join, Instant cameAt) {
    String badName = JoinNames.fault(join);
    if (badName != null) {
      emitter.rejected(source, null, null, null, "bad_name", badName);
      return;
    }
    Verdict verdict = check.verdict(join, cameAt);
    if (verdict.isBelieved()) {
      append(source, join.getModelType(), join.getRoundId(), join, verdict.revision());
    } else {
      refuse(source, join.getRoundId(), join.getStoreId(), verdict);
    }
  }

  private void secure(Source source, byte @Nullable [] key, SecureMessage message, Instant cameAt) {
    String badName = JoinNames.fault(message);
    if (badName != null) {
      emitter.rejected(source, null, null, null, "bad_name", badName);
      return;
    }
    String roundId = message.getRoundId();
    String storeId = message.getStoreId();
    if (!Arrays.equals(key, storeId.getBytes(StandardCharsets.UTF_8))) {
      emitter.rejected(source, roundId, storeId, null, "wrong_key", SecureFacts.WRONG_KEY);
      return;
    }
    Verdict verdict = secureCheck.verdict(message, cameAt);
    if (!verdict.isBelieved()) {
      refuse(source, roundId, storeId, verdict);
      return;
    }
    String fault = SecureFacts.fault(message);
    if (fault != null) {
      emitter.rejected(source, roundId, storeId, null, "malformed", fault);
      return;
    }
    append(
        source,
        message.getModelType(),
        roundId,
        SecureFacts.event(message, secureCheck.enrolledKey(storeId)),
        verdict.revision());
  }

  private void refuse(Source source, String roundId, String storeId, Verdict verdict) {
    emitter.rejected(
        source,
        roundId,
        storeId,
        null,
        String.valueOf(verdict.reason()),
        verdict.detail() + TRUST_REVISION + verdict.revision());
  }

  private void append(Source source, String modelType, @Nullable String roundId, Object event) {
    append(source, modelType, roundId, event, Verdict.NO_REVISION);
  }

  private void append(
      Source source, String modelType, @Nullable String roundId, Object event, long trustRevision) {
    emitter.roundLog(
        RoundLogEntry.newBuilder()
            .setModelType(modelType)
            .setRoundId(roundId)
            .setEvent(event)
            .setNoiseKeyId(event instanceof RoundDefinition ? noiseKeyId : null)
            .setSourceTopic(source.topic())
            .setSourcePartition(source.partition())
            .setSourceOffset(source.offset())
            .setTrustRevision(trustRevision)
            .build());
  }
}
