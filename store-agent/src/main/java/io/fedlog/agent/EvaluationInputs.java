package io.fedlog.agent;

import io.fedlog.runtime.models.Model;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an evaluation needs; fetched once for all stores of a process.
 *
 * @param model the version to measure
 * @param requires the versions it needs, in its manifest's order
 * @param planId the plan that the version came of, when it is known
 * @param silent whether figures stay where the rows are: rounds of the model type are under
 *     privacy, or the stores take part in no others
 */
record EvaluationInputs(
    Model model, List<Model> requires, @Nullable String planId, boolean silent) {

  EvaluationInputs {
    requires = List.copyOf(requires);
  }
}
