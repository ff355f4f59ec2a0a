package io.fedlog.coordinator.rest;

import io.fedlog.coordinator.log.LogView;
import io.fedlog.coordinator.log.LogWriter;
import io.fedlog.coordinator.rounds.DefinedRound;
import io.fedlog.coordinator.topics.TopicAdmin;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundRequest;
import io.fedlog.schemas.Tensor;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/**
 * Defines a round that was asked for without a layout, by the layout of the first upload. When two
 * come at once, also to two coordinators, the definition that is first on the log holds.
 */
final class FirstUpload {

  private final RoundLookup rounds;
  private final RoundDrafts drafts;
  private final TopicAdmin topics;
  private final LogWriter writer;
  private final VouchedJoins joins;
  private final InstantSource clock;

  FirstUpload(
      RoundLookup rounds,
      RoundDrafts drafts,
      TopicAdmin topics,
      LogWriter writer,
      VouchedJoins joins,
      InstantSource clock) {
    this.rounds = rounds;
    this.drafts = drafts;
    this.topics = topics;
    this.writer = writer;
    this.joins = joins;
    this.clock = clock;
  }

  /**
   * The definition that holds: by this layout, or by another's. The caller may have waited long for
   * memory and for its body, so whether the round is open is asked again.
   *
   * @param fit refuses the upload when it is not fit for that definition: a round is not defined by
   *     what it would refuse
   */
  RoundDefinition define(RoundRequest request, List<Tensor> layout, Consumer<RoundDefinition> fit)
      throws InterruptedException {
    LogView view = rounds.view();
    String roundId = request.getRoundId();
    KnownRound known = rounds.require(roundId);
    known.requireOpen("upload");
    if (known.definition() == null) {
      Instant now = clock.instant();
      DefinedRound round;
      try {
        round = drafts.define(request, Foundation.of(layout), now);
      } catch (IllegalArgumentException | ArithmeticException e) {
        throw ProblemException.unfit("model_parameters: " + e.getMessage());
      }
      fit.accept(round.definition());
      RoundSize.require(round, "model_parameters", writer);
      topics.createUpdates(List.of(roundId));
      writer.write(round);
      // Joins ahead of a definition wait for it, but not for ever: they are said once more.
      joins.write(roundId, request.getModelType(), joined(view, round.definition()));
    }
    return rounds.readBack(() -> view.definition(roundId));
  }

  /** No more than the round may have: the coordinator vouches for each. */
  private static List<String> joined(LogView view, RoundDefinition round) {
    return view.joined(round.getRoundId()).stream().limit(round.getGrid().getMaxCohort()).toList();
  }
}
