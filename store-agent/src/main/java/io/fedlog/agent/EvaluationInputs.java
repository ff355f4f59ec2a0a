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
 */
record EvaluationInputs(Model model, List<Model> requires, @Nullable String planId) {

  EvaluationInputs {
    requires = List.copyOf(requires);
  }
}
