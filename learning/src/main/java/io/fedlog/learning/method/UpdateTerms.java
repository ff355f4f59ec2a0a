package io.fedlog.learning.method;

import io.fedlog.learning.encoding.UpdateEncoding;
import io.fedlog.learning.exact.Grid;
import java.util.List;

/** What the way that updates travel asks of a round. */
public final class UpdateTerms {
  private UpdateTerms() {}

  /**
   * Refuses a round whose updates cannot travel so.
   *
   * @param method the aggregation method's name
   * @param model how the model is written
   * @throws IllegalArgumentException with a sentence that names the term, what it is and what was
   *     expected
   */
  public static void check(String method, UpdateEncoding updates, Encoding model, Grid grid) {
    UpdateEncoding.Kind kind = updates.kind();
    if (kind == UpdateEncoding.Kind.AS_MODEL) {
      return;
    }
    if (kind.isOfUnits()) {
      requireUnits(model, grid);
    } else if (model != Encoding.FLOAT32) {
      throw new IllegalArgumentException(
          "update_encoding is %s with encoding %s, expected FLOAT32; take AS_MODEL"
              .formatted(kind, model));
    }
    if (grid.maxAbsValue() > kind.most()) {
      throw new IllegalArgumentException(
          "update_encoding %s holds numbers to %s and the round's go to %s: take BFLOAT16 or a smaller max_abs_value"
              .formatted(kind, kind.most(), grid.maxAbsValue()));
    }
    if (!kind.isOfDeltas() && Methods.named(method) instanceof NormalisedMethod) {
      throw new IllegalArgumentException(
          "update_encoding %s rounds whole parameters, and method %s multiplies how far updates are from the base, rounding and all, by the stores' steps: expected %s"
              .formatted(
                  kind, method, takesDeltas(method) ? "AS_MODEL, INT8 or TOP_K" : "AS_MODEL"));
    }
    if (kind.isOfDeltas() && !takesDeltas(method)) {
      throw new IllegalArgumentException(
          "update_encoding %s sends differences to the base version, which method %s does not aggregate: expected a method of %s, or AS_MODEL, FLOAT16 or BFLOAT16"
              .formatted(kind, method, takingDeltas()));
    }
  }

  /**
   * Refuses differences to nothing.
   *
   * @param hasBase whether the round has a base version
   * @throws IllegalArgumentException when it has none and needs one
   */
  public static void requireBase(UpdateEncoding updates, boolean hasBase) {
    if (updates.kind().isOfDeltas() && !hasBase) {
      throw new IllegalArgumentException(
          "update_encoding %s sends differences to the base version, and the round has none: expected a base, or AS_MODEL, FLOAT16 or BFLOAT16"
              .formatted(updates.kind()));
    }
  }

  private static void requireUnits(Encoding model, Grid grid) {
    if (!model.isNumeric()) {
      throw new IllegalArgumentException(
          "update_encoding GRID with encoding %s, expected FLOAT32 or FLOAT64".formatted(model));
    }
    if (grid.lanes() != 1 || grid.weightFractionBits() != 0) {
      throw new IllegalArgumentException(
          "update_encoding GRID sends whole units: the grid has lanes %d and weight_fraction_bits %d, expected 1 and 0"
              .formatted(grid.lanes(), grid.weightFractionBits()));
    }
  }

  /** Names of the methods that aggregate differences to the base without looking at any one. */
  public static List<String> takingDeltas() {
    return Methods.names().stream().filter(UpdateTerms::takesDeltas).toList();
  }

  /** Distances are measured, and shares applied, between whole updates. */
  private static boolean takesDeltas(String method) {
    return Methods.named(method) instanceof StreamedMethod streamed
        && !(streamed instanceof MeasuredMethod)
        && streamed.takesDeltas();
  }
}
