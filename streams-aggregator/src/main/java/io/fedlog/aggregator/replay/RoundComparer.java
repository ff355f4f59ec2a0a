package io.fedlog.aggregator.replay;

import io.fedlog.schemas.Decision;
import io.fedlog.schemas.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Compares what a replay derives with what was published: orders, states, counts and charges of all
 * rounds in one pass over each topic, then the models, round by round.
 */
public final class RoundComparer {
  private final LogSource log;
  private final ModelMaker maker;
  private final @Nullable String noiseKeyId;

  /**
   * A comparison.
   *
   * @param maker makes models again
   * @param noiseKeyId names the secret that {@code maker} draws noise from; null when it has none
   */
  public RoundComparer(LogSource log, ModelMaker maker, @Nullable String noiseKeyId) {
    this.log = log;
    this.maker = maker;
    this.noiseKeyId = noiseKeyId;
  }

  /**
   * Compares rounds.
   *
   * @param begun is told of each round whose models are to be made again
   * @return one comparison a round, in the same order
   */
  public List<RoundComparison> compare(List<ReplayedRound> rounds, Consumer<String> begun) {
    if (rounds.isEmpty()) {
      return List.of();
    }
    List<Findings> all = rounds.stream().map(Findings::new).toList();
    Instant since =
        Instant.ofEpochMilli(
            rounds.stream().mapToLong(ReplayedRound::definedAt).min().orElseThrow());
    OrderComparison.of(log, all, since);
    StateComparison.of(log, all, since);
    PublishedModels published = PublishedModels.of(log, all, since);
    List<RoundComparison> results = new ArrayList<>();
    for (Findings findings : all) {
      begun.accept(findings.round().roundId());
      compareModels(findings, published);
      results.add(findings.result());
    }
    return results;
  }

  private void compareModels(Findings findings, PublishedModels published) {
    List<DecidedModel> made = findings.round().made();
    if (made.isEmpty()) {
      return;
    }
    ModelComparison models = new ModelComparison(findings, published);
    models.comparePublished();
    String why = whyNot(findings.round(), made);
    if (why != null) {
      findings.cannotCompare("model not recomputed: " + why);
      return;
    }
    maker.make(made, models);
    models.compareWhole();
    Culprits culprits = new Culprits(log);
    for (DecidedModel model : made) {
      List<Integer> wrong = models.wrong().get(model.version());
      if (wrong != null) {
        culprits.name(findings, model, wrong);
      }
    }
  }

  /** Why a round's models cannot be made again; null when they can. */
  private @Nullable String whyNot(ReplayedRound round, List<DecidedModel> made) {
    if (round.isRetired()) {
      return "the round is retired and its updates are deleted";
    }
    if (log.partitions(Topics.updates(round.roundId())) == 0) {
      return "the topic of its updates, %s, is gone"
          .formatted(Topics.updates(round.roundId()).name());
    }
    for (DecidedModel model : made) {
      Decision decision = model.decision();
      String needed = decision.getNoiseKeyId();
      if (needed != null && !Objects.equals(needed, noiseKeyId)) {
        return "needs the noise key %s%s"
            .formatted(
                needed,
                noiseKeyId == null
                    ? ": set FL_NOISE_KEY_FILE"
                    : ", and FL_NOISE_KEY_FILE holds %s".formatted(noiseKeyId));
      }
    }
    return null;
  }
}
