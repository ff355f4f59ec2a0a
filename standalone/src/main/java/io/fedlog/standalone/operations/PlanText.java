package io.fedlog.standalone.operations;

import io.fedlog.coordinator.client.CoordinatorClient;
import io.fedlog.coordinator.log.MaskingStanding;
import io.fedlog.learning.plan.PlanRound;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.PlanTarget;
import io.fedlog.schemas.RoundState;
import io.fedlog.standalone.terminal.Sheet;
import io.fedlog.standalone.terminal.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How plans and their rounds stand, in lines. */
final class PlanText {

  private static final int MOST_NAMES = 5;

  private final CoordinatorClient client;

  PlanText(CoordinatorClient client) {
    this.client = client;
  }

  /** Every plan in a line, in the order in which they came. */
  List<String> all() {
    List<String> lines = client.plans().stream().map(this::line).toList();
    return lines.isEmpty() ? List.of("There is no plan.") : lines;
  }

  /** Every plan as a row. */
  Table table() {
    Table table =
        Table.of(
            "plan_id",
            "model_type",
            "status",
            "method",
            "max_rounds",
            "created_at",
            "reason",
            "waits_for");
    for (PlanRecord plan : client.plans()) {
      table.row(
          plan.getPlanId(),
          plan.getModelType(),
          plan.getStatus().name(),
          plan.getMethod(),
          plan.getMaxRounds(),
          plan.getCreatedAt(),
          plan.getReason(),
          client.waitsFor(plan).orElse(null));
    }
    return table;
  }

  /** A plan and each of its rounds, by name. */
  Sheet sheet(String planId) {
    PlanRecord plan = known(planId);
    Table rounds =
        Table.of(
            "round_id",
            "status",
            "participating_stores",
            "completed_stores",
            "model_version",
            "created_at",
            "ended_at",
            "reason");
    for (RoundState state : rounds(plan)) {
      rounds.row(
          state.getRoundId(),
          state.getStatus().name(),
          state.getParticipatingStores(),
          state.getCompletedStores(),
          state.getModelVersion(),
          state.getCreatedAt(),
          state.getEndedAt(),
          state.getReason());
    }
    return new Sheet()
        .with("plan_id", plan.getPlanId())
        .with("model_type", plan.getModelType())
        .with("status", plan.getStatus().name())
        .with("reason", plan.getReason())
        .with("waits_for", client.waitsFor(plan).orElse(null))
        .with("method", plan.getMethod())
        .with("max_rounds", plan.getMaxRounds())
        .with("min_stores", plan.getMinStores())
        .with("threshold", plan.getThreshold())
        .with("target_stores", plan.getTargetStores())
        .with("created_at", plan.getCreatedAt())
        .with("created_by", plan.getCreatedBy())
        .with("rounds", rounds);
  }

  private PlanRecord known(String planId) {
    return client
        .plan(planId)
        .orElseThrow(() -> new NoSuchElementException("there is no plan " + planId));
  }

  /** How the plan's rounds stand, in their order. */
  private List<RoundState> rounds(PlanRecord plan) {
    List<RoundState> states = new ArrayList<>();
    for (PlanRound round : List.of(PlanRound.VOCABULARY, PlanRound.MOMENTS, PlanRound.INITIAL)) {
      client.status(round.id(plan.getPlanId())).ifPresent(states::add);
    }
    for (int number = 1; number <= plan.getMaxRounds(); number++) {
      String roundId = PlanRound.training(number).id(plan.getPlanId());
      if (client.definition(roundId).isEmpty()) {
        break;
      }
      client.status(roundId).ifPresent(states::add);
    }
    return states;
  }

  private String line(PlanRecord plan) {
    String why = plan.getReason() == null ? client.waitsFor(plan).orElse(null) : plan.getReason();
    return "%s  %s  %s%s"
        .formatted(
            plan.getPlanId(), plan.getModelType(), plan.getStatus(), why == null ? "" : ": " + why);
  }

  /** A plan and each of its rounds. */
  List<String> page(String planId) {
    PlanRecord plan = known(planId);
    List<String> lines = new ArrayList<>(List.of(line(plan)));
    rounds(plan).forEach(state -> lines.add(line(plan, state)));
    return lines;
  }

  private String line(PlanRecord plan, RoundState state) {
    StringBuilder line = new StringBuilder("  ");
    line.append(state.getRoundId()).append("  ").append(state.getStatus());
    line.append("  ").append(state.getCompletedStores()).append(" of ");
    line.append(state.getParticipatingStores()).append(" stores");
    Long version = state.getModelVersion();
    if (version != null) {
      line.append("  version ").append(version);
      OptionalDouble loss = client.evaluationLoss(state.getModelType(), version);
      loss.ifPresent(mean -> line.append(String.format(Locale.ROOT, "  loss %.6g", mean)));
      line.append(target(plan.getTarget(), state.getModelType(), version));
    }
    client.masking(state.getRoundId()).ifPresent(masks -> line.append(masked(masks)));
    return state.getReason() == null
        ? line.toString()
        : line.append("  ").append(state.getReason()).toString();
  }

  private static String masked(MaskingStanding masks) {
    String dropped = masks.dropped().stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
    return "  masked: %s, group of %d, %d neighbours, threshold %d%s"
        .formatted(
            masks.phase().name().toLowerCase(Locale.ROOT),
            masks.groupSize(),
            masks.neighbours(),
            masks.threshold(),
            masks.dropped().isEmpty()
                ? ""
                : ", %d dropped (%s%s)"
                    .formatted(
                        masks.dropped().size(),
                        dropped,
                        masks.dropped().size() > MOST_NAMES ? ", ..." : ""));
  }

  /** How far a version is from the plan's target, where that is not the loss. */
  private String target(@Nullable PlanTarget target, String modelType, long version) {
    if (target == null || target.getMetric().equals("loss")) {
      return "";
    }
    String metric = target.getMetric();
    OptionalDouble figure = client.evaluation(modelType, version, metric);
    if (figure.isPresent()) {
      return String.format(Locale.ROOT, "  %s %.6g", metric, figure.getAsDouble());
    }
    List<String> told = client.evaluated(modelType, version);
    return told.isEmpty()
        ? ""
        : "  nobody told %s; told are %s".formatted(metric, String.join(", ", told));
  }
}
