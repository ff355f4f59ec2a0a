package io.fedlog.standalone.demo;

import io.fedlog.learning.model.ModelType;
import io.fedlog.runtime.upload.UpdateShape;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.UpdateEncoding;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** The demo's sentences. */
final class DemoText {

  private DemoText() {}

  /** Who learns what. */
  static List<String> opening(Chain chain) {
    return List.of(
        "%s: %s, %d stores, %d training rows and %d held-out rows in all"
            .formatted(
                chain.spec().type().wireName(),
                chain.name(),
                chain.stores().size(),
                chain.trainingRows(),
                chain.heldOutRows()),
        "Rows stay with their store. What travels over Kafka: parameter updates, decisions,"
            + " models.",
        "");
  }

  /** How many bytes an update had, where that is not the model's number of them. */
  static Optional<String> travel(RoundDefinition round) {
    if (round.getUpdateEncoding() == UpdateEncoding.AS_MODEL) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "Updates travelled as %s: %,d bytes each, for models of %,d.",
            round.getUpdateEncoding(),
            UpdateShape.of(round).chunks().bytes(),
            round.getUpdateBytes()));
  }

  /** The metric in words, such as "rmse of ln sales". */
  static String metric(Chain chain) {
    ModelType type = chain.spec().type();
    if (!type.supervised()) {
      return type.metric();
    }
    String target = Objects.requireNonNull(chain.spec().target());
    return type.metric() + " of " + (chain.options().logTarget() ? "ln " : "") + target;
  }

  /** Why a demo did not go well. */
  static String failure(List<RoundRow> missed, PlanRecord ended) {
    if (!missed.isEmpty()) {
      RoundRow first = missed.get(0);
      String reason = first.state().getReason();
      return "%d %s did not complete; %s %s%s"
          .formatted(
              missed.size(),
              missed.size() == 1 ? "round" : "rounds",
              first.training() ? "round " + first.label() : first.label(),
              first.status(),
              reason == null ? "" : ": " + reason);
    }
    return "the plan ended as "
        + ended.getStatus()
        + (ended.getReason() == null ? "" : ": " + ended.getReason());
  }
}
