package io.fedlog.coordinator.client;

import io.fedlog.coordinator.CoordinatorConnection;
import io.fedlog.coordinator.privacy.PrivacyBudgets;
import io.fedlog.coordinator.rounds.DefinedRound;
import io.fedlog.coordinator.rounds.RoundDefinitions;
import io.fedlog.coordinator.rounds.RoundSpec;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundState;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Rounds outside of plans: one that an operator asks for, and one that a version comes in by. */
final class NewRounds {
  private final CoordinatorConnection connection;
  private final RoundDefinitions definitions;
  private final PrivacyBudgets budgets;
  private final ModelVersions versions;
  private final Waiting waiting;
  private final InstantSource clock;

  NewRounds(
      CoordinatorConnection connection,
      RoundDefinitions definitions,
      PrivacyBudgets budgets,
      ModelVersions versions,
      Waiting waiting,
      InstantSource clock) {
    this.connection = connection;
    this.definitions = definitions;
    this.budgets = budgets;
    this.versions = versions;
    this.waiting = waiting;
    this.clock = clock;
  }

  /** Creates one round; the definition as it was written. */
  RoundDefinition create(RoundSpec spec) {
    DefinedRound round = definitions.define(spec, clock.instant());
    budgets.require(round.definition(), 1);
    return write(round);
  }

  /** Uploads a version made elsewhere in a round of its own; waits until it can be read. */
  RoundState imported(ModelImport wanted, Duration most) throws InterruptedException {
    DefinedRound round =
        definitions.define(
            wanted.round(clock.instant(), versions.prepared(wanted.modelType())), clock.instant());
    RoundDefinition definition = write(round);
    String roundId = definition.getRoundId();
    Waiting.until(
        () -> connection.view().state(roundId).isPresent(),
        most,
        "the aggregator did not open round " + roundId);
    var unused =
        Waiting.answer(
            connection.upload().upload(definition, wanted.parameters(), clock.instant()),
            most,
            "the parameters of round " + roundId + " were not uploaded");
    RoundState over = waiting.round(roundId, most, state -> {});
    Long version = over.getModelVersion();
    if (version != null) {
      versions.await(over.getModelType(), version, most);
    }
    return over;
  }

  private RoundDefinition write(DefinedRound round) {
    String roundId = round.definition().getRoundId();
    if (connection.view().definition(roundId).isPresent()) {
      throw new IllegalStateException(
          "round_id: round " + roundId + " is there already, and ids are never reused");
    }
    connection.topics().createUpdates(List.of(roundId));
    connection.writer().write(round);
    return round.definition();
  }
}
