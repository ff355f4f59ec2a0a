package io.fedlog.standalone.replay;

import io.fedlog.aggregator.replay.Alternatives;
import io.fedlog.aggregator.replay.DecidedModel;
import io.fedlog.aggregator.replay.LogModelMaker;
import io.fedlog.aggregator.replay.LogSource;
import io.fedlog.aggregator.replay.ModelDifference;
import io.fedlog.aggregator.replay.OtherHistory;
import io.fedlog.aggregator.replay.OtherRules;
import io.fedlog.aggregator.replay.ReplayedRound;
import io.fedlog.aggregator.replay.WhatIfRefusedException;
import io.fedlog.coordinator.rounds.RoundDefinitions;
import io.fedlog.coordinator.rounds.RoundLimits;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.MethodChoice;
import io.fedlog.schemas.RoundLogEntry;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.SealAdmitted;
import io.fedlog.schemas.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Recomputes a round under other rules, and both of its models. */
final class WhatIf {
  private final LogSource log;
  private final LogModelMaker maker;
  private final RoundLimits limits;

  /**
   * What came of it.
   *
   * @param actual the model that the round made; null when it made none
   * @param other the model that it would have made; null when it would have made none
   * @param how it would have been decided, or would have ended, in words
   * @param notes what a reader should know
   * @param difference of both models; null where there are not two, and between texts
   */
  record Answer(
      @Nullable MadeModel actual,
      @Nullable MadeModel other,
      String how,
      List<String> notes,
      @Nullable ModelDifference difference) {}

  /**
   * @param limits what the coordinator's settings allow of methods
   */
  WhatIf(LogSource log, LogModelMaker maker, RoundLimits limits) {
    this.log = log;
    this.maker = maker;
    this.limits = limits;
  }

  /**
   * The answer.
   *
   * @throws WhatIfRefusedException when it must not be given, or there is none
   */
  Answer answer(ReplayedRound round, WhatIfFlags flags) {
    Alternatives.requireOpen(round.definition());
    List<DecidedModel> made = round.made();
    DecidedModel actual = made.isEmpty() ? null : made.get(made.size() - 1);
    OtherRules rules = flags.rules();
    DecidedModel decided = actual;
    String how = "of the same cohort";
    if (rules.isOther()) {
      OtherHistory.Outcome outcome = OtherHistory.of(log, round, rules);
      decided = outcome.decided();
      how = how(outcome);
    } else if (actual == null) {
      throw new WhatIfRefusedException(
          "round %s made no model, and by another method it would have made none; --min-stores and --without-store change what is decided"
              .formatted(round.roundId()));
    }
    MadeModel first = actual == null ? null : make(actual);
    List<String> notes = new ArrayList<>();
    if (first != null) {
      rules.withoutStores().stream()
          .filter(store -> !first.stores().contains(store))
          .sorted()
          .forEach(s -> notes.add("Store %s is not in the model that was made.".formatted(s)));
    }
    if (decided == null) {
      return new Answer(first, null, how, notes, null);
    }
    MadeModel second = make(alternative(round, decided, flags.method));
    boolean text = round.definition().getEncoding() == Encoding.TEXT;
    return new Answer(
        first, second, how, notes, first == null || text ? null : difference(round, first, second));
  }

  private DecidedModel alternative(
      ReplayedRound round, DecidedModel decided, WhatIfFlags.@Nullable Method method) {
    Alternatives alternatives = new Alternatives(maker);
    if (method == null) {
      return alternatives.byCohort(decided);
    }
    Map<String, Long> samples = samples(round);
    return alternatives.byMethod(
        decided,
        choice(decided, method.name(), method.parameters()),
        (storeId, attemptId) -> samples.getOrDefault(storeId + "#" + attemptId, -1L));
  }

  /** Rows that updates were trained on, as their seals were admitted, by store and attempt. */
  private Map<String, Long> samples(ReplayedRound round) {
    Map<String, Long> samples = new HashMap<>();
    log.read(
        Topics.ROUND_LOG,
        round.partition(),
        entry -> {
          RoundLogEntry read = entry.timestamp() < round.definedAt() ? null : entry.readable();
          if (read != null
              && round.roundId().equals(read.getRoundId())
              && read.getEvent() instanceof SealAdmitted seal
              && seal.getReason() == null) {
            samples.putIfAbsent(
                seal.getStoreId() + "#" + seal.getAttemptId(), seal.getTrainingSamples());
          }
        });
    return samples;
  }

  private MethodChoice choice(DecidedModel decided, String name, Map<String, String> parameters) {
    try {
      return new RoundDefinitions(limits).choose(decided.definition(), name, parameters);
    } catch (IllegalArgumentException e) {
      throw new WhatIfRefusedException(String.valueOf(e.getMessage()));
    }
  }

  private MadeModel make(DecidedModel decided) {
    MadeModel model = new MadeModel(decided);
    maker.make(List.of(decided), model);
    return model;
  }

  private static ModelDifference difference(
      ReplayedRound round, MadeModel first, MadeModel second) {
    ModelDifference difference = ModelDifference.of(round.definition());
    for (int chunk = 0; chunk < round.definition().getChunkCount(); chunk++) {
      difference.add(chunk, first.chunk(chunk), second.chunk(chunk));
    }
    return difference;
  }

  private static String how(OtherHistory.Outcome outcome) {
    RoundState state = outcome.state();
    String when = outcome.atDeadline() ? ", at its deadline, after the log's end" : "";
    DecidedModel decided = outcome.decided();
    if (decided == null) {
      String reason = state.getReason();
      return "it would have ended %s%s%s"
          .formatted(
              state.getStatus().name().toLowerCase(Locale.ROOT),
              when,
              reason == null ? "" : ": " + reason);
    }
    return "decided at offset %d of the round log%s"
        .formatted(decided.decision().getLogOffset(), when);
  }
}
