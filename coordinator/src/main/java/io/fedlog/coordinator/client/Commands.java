package io.fedlog.coordinator.client;

import io.fedlog.coordinator.log.LogView;
import io.fedlog.coordinator.log.LogWriter;
import io.fedlog.schemas.Action;
import io.fedlog.schemas.Command;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundState;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.NoSuchElementException;
import java.util.Optional;

/** Writes what operators ask of the quorum. A wish repeated has the same id and acts once. */
final class Commands {

  private static final String ISSUER = "operator";

  private final LogView view;
  private final LogWriter writer;
  private final InstantSource clock;

  Commands(LogView view, LogWriter writer, InstantSource clock) {
    this.view = view;
    this.writer = writer;
    this.clock = clock;
  }

  void aggregateNow(String roundId) {
    writer.write(ofRound(roundId, Action.AGGREGATE_NOW, "aggregate-now").build());
  }

  void cancel(String roundId, String reason) {
    writer.write(ofRound(roundId, Action.CANCEL, "cancel").setReason(reason).build());
  }

  void withdraw(String roundId, String storeId, String reason) {
    if (storeId.isBlank()) {
      throw new IllegalArgumentException("store_id: expected a store's id, came an empty one");
    }
    writer.write(
        ofRound(roundId, Action.WITHDRAW_STORE, "withdraw:" + storeId)
            .setStoreId(storeId)
            .setReason(reason)
            .build());
  }

  /** A version may be promoted, left and promoted again, so the time is part of the id. */
  void promote(ModelManifest version) {
    String type = version.getModelType();
    Instant now = now();
    writer.write(
        command(type + ":promote:" + version.getVersion() + ":" + now.toEpochMilli(), now)
            .setAction(Action.PROMOTE)
            .setModelType(type)
            .setVersion(version.getVersion())
            .build());
  }

  private Command.Builder ofRound(String roundId, Action action, String wish) {
    RoundDefinition round =
        view.definition(roundId)
            .orElseThrow(() -> new NoSuchElementException("there is no round " + roundId));
    Optional<RoundState> over = view.state(roundId).filter(Waiting::isOver);
    if (over.isPresent()) {
      throw new IllegalStateException(
          "round "
              + roundId
              + " is "
              + over.get().getStatus()
              + "; "
              + action
              + " is for rounds that are not over");
    }
    return command(roundId + ":" + wish, now())
        .setAction(action)
        .setModelType(round.getModelType())
        .setRoundId(roundId);
  }

  private static Command.Builder command(String id, Instant now) {
    return Command.newBuilder().setCommandId(id).setIssuedBy(ISSUER).setIssuedAt(now);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
