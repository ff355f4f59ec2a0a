package io.fedlog.coordinator.log;

import io.fedlog.schemas.Action;
import io.fedlog.schemas.Command;
import io.fedlog.schemas.MethodChoice;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundState;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.NoSuchElementException;
import java.util.Optional;

/** Writes what operators ask of the quorum. A wish repeated has the same id and acts once. */
public final class Commands {

  private final LogView view;
  private final LogWriter writer;
  private final InstantSource clock;
  private final String issuer;

  /**
   * @param issuer who asks: an operator's name, or a role's
   */
  public Commands(LogView view, LogWriter writer, InstantSource clock, String issuer) {
    this.view = view;
    this.writer = writer;
    this.clock = clock;
    this.issuer = issuer;
  }

  /** Decides a round at once: waives the threshold, never the minimum. */
  public void aggregateNow(String roundId) {
    writer.write(ofRound(roundId, Action.AGGREGATE_NOW, "aggregate-now").build());
  }

  /** The same by another method than the definition's; the newest wish of a round holds. */
  public void aggregateNow(String roundId, MethodChoice choice) {
    String wish = "aggregate-now:" + choice.getMethod();
    writer.write(ofRound(roundId, Action.AGGREGATE_NOW, wish).setChoice(choice).build());
  }

  /** Ends a round without a version. */
  public void cancel(String roundId, String reason) {
    writer.write(ofRound(roundId, Action.CANCEL, "cancel").setReason(reason).build());
  }

  /** The same of a round of that type, which may have been asked for and not defined yet. */
  public void cancel(String roundId, String modelType, String reason) {
    if (view.definition(roundId).isPresent()) {
      cancel(roundId, reason);
      return;
    }
    writer.write(
        command(roundId + ":cancel", now())
            .setAction(Action.CANCEL)
            .setModelType(modelType)
            .setRoundId(roundId)
            .setReason(reason)
            .build());
  }

  /** Takes one store's update out of a round that is not decided yet. */
  public void withdraw(String roundId, String storeId, String reason) {
    if (storeId.isBlank()) {
      throw new IllegalArgumentException("store_id: expected a store's id, came an empty one");
    }
    writer.write(
        ofRound(roundId, Action.WITHDRAW_STORE, "withdraw:" + storeId)
            .setStoreId(storeId)
            .setReason(reason)
            .build());
  }

  /**
   * Makes a version the promoted one. It may be promoted, left and promoted again, so the time is
   * part of the id.
   */
  public void promote(ModelManifest version) {
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
    Optional<RoundState> over = view.state(roundId).filter(LogView::isOver);
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

  private Command.Builder command(String id, Instant now) {
    return Command.newBuilder().setCommandId(id).setIssuedBy(issuer).setIssuedAt(now);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
