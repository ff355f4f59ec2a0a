package io.fedlog.coordinator.plans;

import io.fedlog.coordinator.log.LogView;
import io.fedlog.coordinator.rounds.Aggregation;
import io.fedlog.coordinator.rounds.RoundSpec;
import io.fedlog.coordinator.rounds.UpdateForm;
import io.fedlog.learning.plan.PlanRound;
import io.fedlog.runtime.models.Model;
import io.fedlog.runtime.trust.Enrolment;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.WindowRules;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What each round of a plan asks for: a function of the plan and of what the log holds. Empty while
 * a version that the round builds on is not whole on the log yet.
 */
final class PlanRounds {

  /** The store id under which the coordinator uploads what it knows itself. */
  static final String COORDINATOR = Enrolment.COORDINATOR;

  private static final String VOCABULARY = ".vocabulary";
  private static final String MOMENTS = ".moments";

  private final LogView view;
  private final Models models;
  private final double maxAbsValue;

  PlanRounds(LogView view, Models models, double maxAbsValue) {
    this.view = view;
    this.models = models;
    this.maxAbsValue = maxAbsValue;
  }

  /** Whether the plan's model type has a promoted version that the plan can train on. */
  boolean warm(PlanRecord plan) {
    ModelDesign design = design(plan);
    return models
        .promoted(plan.getModelType())
        .filter(version -> version.getRequires().size() == 2)
        .map(version -> design.continues(version.getTrainingConfig()))
        .orElse(false);
  }

  /** What the round asks for. */
  Optional<RoundSpec> spec(PlanRecord plan, PlanRound round) {
    return switch (round.phase()) {
      case VOCABULARY ->
          Optional.of(
              spec(
                  plan,
                  round,
                  plan.getModelType() + VOCABULARY,
                  null,
                  List.of(),
                  Aggregation.equal("union"),
                  UpdateForm.text()));
      case MOMENTS -> moments(plan, round);
      case INITIAL -> initial(plan, round);
      case TRAINING -> training(plan, round);
      default -> throw new IllegalArgumentException("no round in phase " + round.phase());
    };
  }

  /** What the coordinator uploads to a round of the plan; empty where the stores do. */
  Optional<byte[]> ownPayload(PlanRecord plan, PlanRound round) {
    return switch (round.phase()) {
      case VOCABULARY -> design(plan).publicVocabulary();
      case MOMENTS -> design(plan).publicMoments();
      case INITIAL -> initialPayload(plan);
      default -> Optional.empty();
    };
  }

  private Optional<byte[]> initialPayload(PlanRecord plan) {
    Optional<Model> vocabulary = prepared(plan, PlanRound.VOCABULARY);
    Optional<Model> moments = prepared(plan, PlanRound.MOMENTS);
    if (vocabulary.isEmpty() || moments.isEmpty()) {
      return Optional.empty();
    }
    byte[] agreed = vocabulary.get().toByteArray();
    return Optional.of(design(plan).initialPayload(agreed, moments.get().doubles()));
  }

  private Optional<RoundSpec> moments(PlanRecord plan, PlanRound round) {
    return prepared(plan, PlanRound.VOCABULARY)
        .map(
            vocabulary ->
                spec(
                    plan,
                    round,
                    plan.getModelType() + MOMENTS,
                    null,
                    List.of(vocabulary.reference()),
                    Aggregation.equal("sum"),
                    ModelDesign.moments(vocabulary.toByteArray())));
  }

  private Optional<RoundSpec> initial(PlanRecord plan, PlanRound round) {
    Optional<Model> vocabulary = prepared(plan, PlanRound.VOCABULARY);
    Optional<Model> moments = prepared(plan, PlanRound.MOMENTS);
    if (vocabulary.isEmpty() || moments.isEmpty()) {
      return Optional.empty();
    }
    byte[] agreed = vocabulary.get().toByteArray();
    UpdateForm form = design(plan).initialForm(agreed, moments.get().doubles());
    return Optional.of(
        spec(
            plan,
            round,
            plan.getModelType(),
            null,
            List.of(vocabulary.get().reference(), moments.get().reference()),
            Aggregation.equal("fedavg"),
            form));
  }

  private Optional<RoundSpec> training(PlanRecord plan, PlanRound round) {
    ModelDesign design = design(plan);
    return base(plan, round)
        .map(
            base ->
                spec(
                        plan,
                        round,
                        plan.getModelType(),
                        reference(base),
                        base.getRequires(),
                        design.aggregation(),
                        design.trainingForm(base.getEncoding(), base.getLayout()))
                    .with(windows(plan))
                    .under(PrivatePlan.wish(plan).orElse(null))
                    .masked(plan.getSecureAggregation()));
  }

  /** An asynchronous plan's rounds are windows of its one training round. */
  static @Nullable WindowRules windows(PlanRecord plan) {
    return plan.getWindows() == null
        ? null
        : WindowRules.newBuilder(plan.getWindows()).setMaxWindows(plan.getMaxRounds()).build();
  }

  /**
   * The version that a training round starts from: the plan's own newest, unless an operator has
   * promoted another one since that was published. A plan's first round starts from the promoted
   * version.
   */
  private Optional<ModelManifest> base(PlanRecord plan, PlanRound round) {
    Optional<RoundState> before = lastVersion(plan, round);
    if (before.isEmpty()) {
      return models.promoted(plan.getModelType());
    }
    Optional<ModelManifest> own =
        models.manifest(plan.getModelType(), before.get().getModelVersion());
    return own.flatMap(
        newest ->
            models
                .pointer(plan.getModelType())
                .filter(pointer -> pointer.getPromotedAt().isAfter(newest.getPublishedAt()))
                .map(pointer -> models.manifest(plan.getModelType(), pointer.getVersion()))
                .orElse(own));
  }

  /** The newest round of the plan before this one that added a version to the plan's model type. */
  private Optional<RoundState> lastVersion(PlanRecord plan, PlanRound round) {
    for (int number = round.number() - 1; number >= 0; number--) {
      PlanRound earlier = number == 0 ? PlanRound.INITIAL : PlanRound.training(number);
      Optional<RoundState> state =
          view.state(earlier.id(plan.getPlanId())).filter(ended -> ended.getModelVersion() != null);
      if (state.isPresent()) {
        return state;
      }
    }
    return Optional.empty();
  }

  /** What a preparation round of the plan made. */
  private Optional<Model> prepared(PlanRecord plan, PlanRound round) {
    return view.state(round.id(plan.getPlanId())).flatMap(PlanRounds::made).flatMap(models::model);
  }

  private static Optional<ModelReference> made(RoundState state) {
    Long version = state.getModelVersion();
    String sha256 = state.getModelSha256();
    return version == null || sha256 == null
        ? Optional.empty()
        : Optional.of(new ModelReference(state.getModelType(), version, sha256));
  }

  private static ModelReference reference(ModelManifest manifest) {
    return new ModelReference(manifest.getModelType(), manifest.getVersion(), manifest.getSha256());
  }

  private ModelDesign design(PlanRecord plan) {
    return new ModelDesign(plan, maxAbsValue);
  }

  private RoundSpec spec(
      PlanRecord plan,
      PlanRound round,
      String modelType,
      @Nullable ModelReference base,
      List<ModelReference> requires,
      Aggregation aggregation,
      UpdateForm form) {
    return new RoundSpec(
        round.id(plan.getPlanId()),
        modelType,
        plan.getPlanId(),
        round.number(),
        base,
        requires,
        aggregation,
        form,
        design(plan).knows(round) ? PlanParticipation.alone(plan) : PlanParticipation.of(plan),
        PrivatePlan.trainingConfig(plan),
        plan.getCreatedBy());
  }
}
