package io.fedlog.aggregator.wire;

import io.fedlog.schemas.AuditEvent;
import io.fedlog.schemas.Command;
import io.fedlog.schemas.Join;
import io.fedlog.schemas.ModelRecord;
import io.fedlog.schemas.PrivacyRecord;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RejectedRecord;
import io.fedlog.schemas.RoundControl;
import io.fedlog.schemas.RoundLogEntry;
import io.fedlog.schemas.RoundMetrics;
import io.fedlog.schemas.RoundRecord;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.SchemaDirectory;
import io.fedlog.schemas.SecureMessage;
import io.fedlog.schemas.SecureRound;
import io.fedlog.schemas.ServerState;
import io.fedlog.schemas.StoreMetric;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateRecord;

/** The codecs of every topic the aggregator reads or writes. Thread-safe. */
public record Codecs(
    RecordCodec<RoundRecord> rounds,
    RecordCodec<Join> joins,
    RecordCodec<Command> commands,
    RecordCodec<UpdateRecord> updates,
    RecordCodec<RoundLogEntry> roundLog,
    RecordCodec<RoundControl> roundControl,
    RecordCodec<RoundState> roundState,
    RecordCodec<ModelRecord> models,
    RecordCodec<ServerState> serverState,
    RecordCodec<RoundMetrics> roundMetrics,
    RecordCodec<StoreMetric> storeMetrics,
    RecordCodec<PrivacyRecord> privacy,
    RecordCodec<SecureMessage> secure,
    RecordCodec<SecureRound> secureRounds,
    RecordCodec<RejectedRecord> rejected,
    RecordCodec<AuditEvent> audit) {

  /** Codecs that find their schemas in {@code directory}. */
  public static Codecs with(SchemaDirectory directory) {
    return new Codecs(
        RecordCodec.of(Topics.ROUNDS, directory),
        RecordCodec.of(Topics.JOINS, directory),
        RecordCodec.of(Topics.COMMANDS, directory),
        RecordCodec.of(Topics.updates("any"), directory),
        RecordCodec.of(Topics.ROUND_LOG, directory),
        RecordCodec.of(Topics.ROUND_CONTROL, directory),
        RecordCodec.of(Topics.ROUND_STATE, directory),
        RecordCodec.of(Topics.GLOBAL_MODELS, directory),
        RecordCodec.of(Topics.SERVER_STATE, directory),
        RecordCodec.of(Topics.ROUND_METRICS, directory),
        RecordCodec.of(Topics.STORE_METRICS, directory),
        RecordCodec.of(Topics.PRIVACY, directory),
        RecordCodec.of(Topics.SECURE, directory),
        RecordCodec.of(Topics.SECURE_ROUNDS, directory),
        RecordCodec.of(Topics.REJECTED, directory),
        RecordCodec.of(Topics.AUDIT, directory));
  }
}
