package io.fedlog.coordinator.rounds;

import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.SecureRules;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.WindowRules;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a round, before the installation's own settings make a definition of it.
 *
 * @param roundId unique for ever; letters, digits, '.', '_' and '-', at most 120
 * @param modelType names the sequence of versions the round adds to
 * @param planId the plan the round belongs to
 * @param roundNumber its number within the plan, 0 outside
 * @param base the version that stores start from
 * @param requires further versions that stores need
 * @param trainingConfig handed to the stores' trainers as it is
 * @param windows for a round whose decisions are windows; null for one decision
 * @param privacy how single updates are hidden by noise; null for not at all. The form is of GRID
 *     then
 * @param masking how they are masked; null for not at all. The form is of GRID then
 */
public record RoundSpec(
    String roundId,
    String modelType,
    @Nullable String planId,
    int roundNumber,
    @Nullable ModelReference base,
    List<ModelReference> requires,
    Aggregation aggregation,
    UpdateForm form,
    Participation participation,
    Map<String, String> trainingConfig,
    String createdBy,
    @Nullable WindowRules windows,
    @Nullable PrivacyWish privacy,
    @Nullable SecureRules masking) {

  private static final Pattern MODEL_TYPE = Pattern.compile("[A-Za-z0-9._-]{1,120}");

  public RoundSpec {
    String unused = Topics.updates(roundId).name();
    if (roundId.equals(Topics.NO_ROUND)) {
      throw new IllegalArgumentException(
          "round_id: \"" + roundId + "\" is kept for a topic without rounds; choose another id");
    }
    if (!MODEL_TYPE.matcher(modelType).matches()) {
      throw new IllegalArgumentException(
          "model_type: expected 1 to 120 letters, digits, '.', '_' or '-', came \""
              + modelType
              + "\"");
    }
    requires = List.copyOf(requires);
    trainingConfig = Map.copyOf(trainingConfig);
  }

  /** A round of plain updates, with one decision. */
  public RoundSpec(
      String roundId,
      String modelType,
      @Nullable String planId,
      int roundNumber,
      @Nullable ModelReference base,
      List<ModelReference> requires,
      Aggregation aggregation,
      UpdateForm form,
      Participation participation,
      Map<String, String> trainingConfig,
      String createdBy) {
    this(
        roundId,
        modelType,
        planId,
        roundNumber,
        base,
        requires,
        aggregation,
        form,
        participation,
        trainingConfig,
        createdBy,
        null,
        null,
        null);
  }

  /** The same, asking others. */
  public RoundSpec with(Participation others) {
    return with(others, windows, privacy, masking);
  }

  /** The same, decided in windows. */
  public RoundSpec with(@Nullable WindowRules rules) {
    return with(participation, rules, privacy, masking);
  }

  /** The same, hiding single updates by noise. */
  public RoundSpec under(@Nullable PrivacyWish wish) {
    return with(participation, windows, wish, masking);
  }

  /** The same, masking single updates. */
  public RoundSpec masked(@Nullable SecureRules rules) {
    return with(participation, windows, privacy, rules);
  }

  private RoundSpec with(
      Participation asked,
      @Nullable WindowRules rules,
      @Nullable PrivacyWish wish,
      @Nullable SecureRules masks) {
    return new RoundSpec(
        roundId,
        modelType,
        planId,
        roundNumber,
        base,
        requires,
        aggregation,
        form,
        asked,
        trainingConfig,
        createdBy,
        rules,
        wish,
        masks);
  }
}
