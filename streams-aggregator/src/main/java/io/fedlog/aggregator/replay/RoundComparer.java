package io.fedlog.aggregator.replay;

import io.fedlog.learning.method.FinaliseException;
import io.fedlog.learning.round.Stamp;
import io.fedlog.schemas.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compares what a replay derives with what was published: orders, states, counts and charges of all
 * rounds in one pass over each topic, then the models, round by round.
 */
public final class RoundComparer {
  private static final int LOOKS = 3;

  /** Brokers stamp records by clocks of their own; reading from so much earlier costs little. */
  private static final Duration CLOCKS = Duration.ofHours(1);

  private final LogSource log;
  private final LogModelMaker maker;
  private final @Nullable String noiseKeyId;

  /**
   * A comparison.
   *
   * @param maker makes models again; it stays the caller's to close
   */
  public RoundComparer(LogSource log, LogModelMaker maker) {
    this.log = log;
    this.maker = maker;
    this.noiseKeyId = maker.noiseKeyId();
  }

  /**
   * Compares rounds. Those that differ are folded and compared anew: of what was under way at the
   * first look, the log and the other topics agree at a later one.
   *
   * @param begun is told of each round whose models are to be made again
   * @return one comparison a round, in the same order
   */
  public List<RoundComparison> compare(List<ReplayedRound> rounds, Consumer<String> begun) {
    List<RoundComparison> results = new ArrayList<>(look(rounds, begun));
    for (int look = 2; look <= LOOKS; look++) {
      Set<String> differ =
          results.stream()
              .filter(result -> result.outcome() == RoundComparison.Outcome.DIFFERS)
              .map(RoundComparison::roundId)
              .collect(Collectors.toUnmodifiableSet());
      if (differ.isEmpty()) {
        break;
      }
      List<ReplayedRound> again =
          RoundLogReplay.of(
              log, definition -> differ.contains(definition.getRoundId()), entries -> {});
      for (RoundComparison result : look(again, begun)) {
        results.replaceAll(old -> old.roundId().equals(result.roundId()) ? result : old);
      }
    }
    return List.copyOf(results);
  }

  /**
   * Compares the rounds of a folded log, and looks for what was published that no entry of it
   * makes: such as is of no round gets a comparison of its own.
   *
   * @param modelType of what is looked for; null for all
   */
  public List<RoundComparison> compareAll(
      FoldedLog folded, @Nullable String modelType, Consumer<String> begun) {
    Map<String, RoundComparison> results = new LinkedHashMap<>();
    compare(folded.rounds(), begun).forEach(result -> results.put(result.roundId(), result));
    for (Strangers.Stranger stranger : Strangers.of(log, folded, modelType)) {
      String id = stranger.roundId();
      RoundComparison known =
          results.getOrDefault(id, RoundComparison.ofNone(id, stranger.modelType()));
      results.put(id, known.and(stranger.difference()));
    }
    return List.copyOf(results.values());
  }

  private List<RoundComparison> look(List<ReplayedRound> rounds, Consumer<String> begun) {
    if (rounds.isEmpty()) {
      return List.of();
    }
    List<Findings> all = rounds.stream().map(Findings::new).toList();
    Instant since =
        Instant.ofEpochMilli(rounds.stream().mapToLong(ReplayedRound::definedAt).min().orElse(0))
            .minus(CLOCKS);
    OrderComparison.of(log, all, since);
    StateComparison.of(log, all, since);
    PublishedModels published = PublishedModels.of(log, all, since);
    Map<Integer, Stamp> ends = new HashMap<>();
    rounds.forEach(r -> ends.put(r.partition(), new Stamp(r.foldedOffset, r.foldedTo)));
    LaterEntries later = new LaterEntries(log, ends);
    List<RoundComparison> results = new ArrayList<>();
    for (Findings findings : all) {
      begun.accept(findings.round().roundId());
      compareModels(findings, published, later);
      results.add(findings.result());
    }
    return results;
  }

  private void compareModels(Findings findings, PublishedModels published, LaterEntries later) {
    List<DecidedModel> made = findings.round().made();
    if (made.isEmpty()) {
      return;
    }
    ModelComparison models = new ModelComparison(findings, published, later);
    models.comparePublished();
    if (findings.round().isRetired()) {
      findings.updatesGone("model not recomputed: the round is retired, its updates are deleted");
      return;
    }
    String key = missingKey(made);
    if (key != null) {
      findings.cannotCompare("model not recomputed: " + key);
      return;
    }
    AdmittedRoots roots = findings.round().roots;
    try {
      maker.make(made, roots == null ? AdmittedRoots.read(log, findings.round()) : roots, models);
      compareConclusions(findings, made);
    } catch (RetiredException e) {
      findings.updatesGone("model not recomputed: " + e.getMessage());
      return;
    }
    models.compareWhole();
  }

  /** What measured updates count for follows from their distances, which are measured anew. */
  private void compareConclusions(Findings findings, List<DecidedModel> made) {
    for (DecidedModel model : made) {
      Decision conclusion = model.conclusion();
      if (conclusion == null || !Conclusions.isMeasured(model)) {
        continue;
      }
      String what = "the conclusion of version %d".formatted(model.version());
      try {
        findings.compare(
            what,
            new Conclusions(maker).conclude(model),
            new Written<>(conclusion, conclusion.getSchema()));
      } catch (FinaliseException e) {
        findings.differs(what, "none: " + e.getMessage(), "one");
      }
    }
  }

  /** Which noise key is needed and not there; null when none is. */
  private @Nullable String missingKey(List<DecidedModel> made) {
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
