package io.fedlog.coordinator.rest;

import io.fedlog.coordinator.rounds.Aggregation;
import io.fedlog.coordinator.rounds.DefinedRound;
import io.fedlog.coordinator.rounds.Participation;
import io.fedlog.coordinator.rounds.PrivacyConfig;
import io.fedlog.coordinator.rounds.PrivacyWish;
import io.fedlog.coordinator.rounds.RoundDefinitions;
import io.fedlog.coordinator.rounds.RoundSpec;
import io.fedlog.coordinator.rounds.UpdateForm;
import io.fedlog.learning.encoding.UpdateEncoding;
import io.fedlog.schemas.AtDeadline;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundRequest;
import io.fedlog.schemas.SecureRules;
import io.fedlog.schemas.Tensor;
import io.fedlog.schemas.Weighting;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes a definition of what was asked for, once the layout is known. Rounds of this API sum in two
 * lanes, so that their results are right to double precision.
 */
final class RoundDrafts {

  private static final String WEIGHTED = "weighted";
  private static final UpdateEncoding UNITS = new UpdateEncoding(UpdateEncoding.Kind.GRID, 0);
  private static final Foundation SMALLEST = Foundation.of(List.of(new Tensor("any", List.of(1))));

  private final RoundDefinitions definitions;
  private final double maxAbsValue;

  /**
   * @param maxAbsValue largest absolute value of a parameter
   */
  RoundDrafts(RoundDefinitions definitions, double maxAbsValue) {
    this.definitions = definitions;
    this.maxAbsValue = maxAbsValue;
  }

  /** Throws IllegalArgumentException for what no layout could make a round of. */
  void check(RoundRequest request) {
    definitions.check(spec(request, null, SMALLEST));
  }

  /** Throws IllegalArgumentException naming what cannot work, what came and what was expected. */
  DefinedRound define(RoundRequest request, Foundation foundation, Instant now) {
    return define(request, null, foundation, now);
  }

  /**
   * The same, of a round that masks.
   *
   * @param masking null for one that does not
   */
  DefinedRound define(
      RoundRequest request, @Nullable SecureRules masking, Foundation foundation, Instant now) {
    requireBase(masking, foundation.base());
    DefinedRound round = definitions.define(spec(request, masking, foundation), now);
    RoundDefinition definition =
        RoundDefinition.newBuilder(round.definition())
            .setCreatedAt(request.getCreatedAt())
            .setRequestSha256(request.getRequestSha256())
            .build();
    return new DefinedRound(definition, round.pages());
  }

  /** Throws IllegalArgumentException for differences to nothing. */
  static void requireBase(@Nullable SecureRules masking, @Nullable ModelReference base) {
    if (masking != null && base == null) {
      throw new IllegalArgumentException(
          "secure_aggregation: expected none in the first round of a model type, for masked updates are differences to a version; import one, or train one by a plan");
    }
  }

  private RoundSpec spec(
      RoundRequest request, @Nullable SecureRules masking, Foundation foundation) {
    Optional<PrivacyWish> privacy = PrivacyConfig.wish(request.getTrainingConfig());
    if (privacy.isPresent() && foundation.base() == null) {
      throw new IllegalArgumentException(
          "privacy_mode: expected none in the first round of a model type, for under a mode stores send differences to a version; import one, or train one by a plan");
    }
    Map<String, String> config = PrivacyConfig.without(foundation.trainedUnder());
    config.putAll(request.getTrainingConfig());
    Weighting weighting =
        request.getMethod().equals(WEIGHTED) ? Weighting.SAMPLES : Weighting.EQUAL;
    return new RoundSpec(
            request.getRoundId(),
            request.getModelType(),
            null,
            0,
            foundation.base(),
            foundation.requires(),
            new Aggregation(request.getMethod(), request.getMethodParameters(), weighting, null),
            form(foundation, privacy.isPresent() || masking != null),
            new Participation(
                request.getTargetStores(),
                request.getMinStores(),
                new BigDecimal(request.getThreshold()),
                Duration.ofMillis(request.getJoinWindowMs()),
                Duration.ofMillis(request.getDeadlineMs()),
                AtDeadline.FAIL),
            config,
            request.getCreatedBy())
        .under(privacy.orElse(null))
        .masked(masking);
  }

  /**
   * In two lanes, so that results are right to double precision; noise and masks go on whole units.
   */
  private UpdateForm form(Foundation foundation, boolean ofUnits) {
    return ofUnits
        ? new UpdateForm(foundation.encoding(), foundation.layout(), maxAbsValue, false, UNITS)
        : new UpdateForm(foundation.encoding(), foundation.layout(), maxAbsValue, true);
  }
}
