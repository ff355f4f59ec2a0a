package io.fedlog.learning.client;

import io.fedlog.learning.encoding.UpdateEncoding;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a store trains, and what its round must do with what comes of it. */
public enum ClientMethod {
  /** From the base version, whatever comes of it (McMahan et al., AISTATS 2017). */
  FEDAVG(null, "its updates are whole models"),
  /** With a pull towards the base version (Li et al., MLSys 2020). */
  FEDPROX(null, "its updates are whole models"),
  /** With gradients that are corrected by control variates: {@link ControlVariates}. */
  SCAFFOLD(
      "fedavg",
      "models and control variates are both means in which every store counts once, and nothing"
          + " else may be done to control variates"),
  /** With changes that are divided by the steps they took: {@link LocalSteps}. */
  FEDNOVA("fednova", "updates divided by their steps are whole models only after its server step");

  private final @Nullable String aggregation;
  private final String reason;

  ClientMethod(@Nullable String aggregation, String reason) {
    this.aggregation = aggregation;
    this.reason = reason;
  }

  /** The client method of that name; throws IllegalArgumentException with those there are. */
  public static ClientMethod named(String name) {
    return Arrays.stream(values())
        .filter(each -> each.key().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "client_method is \"" + name + "\", expected one of " + keys()));
  }

  /** The names there are. */
  public static List<String> keys() {
    return Arrays.stream(values()).map(ClientMethod::key).toList();
  }

  /** The name in configurations. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether stores take plain gradient steps, because the method's formulas are for those. */
  public boolean plainSteps() {
    return aggregation != null;
  }

  /** The aggregation method that does the server's part; null when there is no such part. */
  public @Nullable String aggregation() {
    return aggregation;
  }

  /**
   * Refuses an aggregation that does not go with this method.
   *
   * @param method the round's aggregation method
   * @param windows whether the round is decided in windows
   * @throws IllegalArgumentException with the reason
   */
  public void requireAggregation(String method, boolean windows) {
    boolean fits =
        aggregation == null ? !method.equals(FEDNOVA.aggregation) : method.equals(aggregation);
    if (!fits) {
      throw new IllegalArgumentException(
          "method is %s and client_method is %s; expected %s: %s"
              .formatted(
                  method,
                  key(),
                  aggregation == null
                      ? "another method, or client_method fednova"
                      : "method " + aggregation,
                  reason));
    }
    if (windows && aggregation != null) {
      throw new IllegalArgumentException(
          "client_method is %s in a round with windows; expected fedavg or fedprox: updates from"
                  .formatted(key())
              + " different versions have no common base to correct or to step from");
    }
  }

  /**
   * Refuses updates that travel in a way which does not go with this method.
   *
   * @param updates how the round's updates travel
   * @throws IllegalArgumentException with the reason
   */
  public void requireEncoding(UpdateEncoding updates) {
    if (this == SCAFFOLD && updates.kind() != UpdateEncoding.Kind.AS_MODEL) {
      throw new IllegalArgumentException(
          "update_encoding is %s and client_method is %s; expected AS_MODEL: a store keeps its"
                  .formatted(updates.kind(), key())
              + " control variate whole, and what is rounded or left out on the way would be missing"
              + " from the common one for good");
    }
  }

  /**
   * Refuses rounds that ask more stores than they take updates of.
   *
   * @param overSelects whether more stores are asked than are wanted
   * @throws IllegalArgumentException with the reason
   */
  public void requireAllTaken(boolean overSelects) {
    if (overSelects && this == SCAFFOLD) {
      throw new IllegalArgumentException(
          "client_method is %s with over-selection; expected no more stores to be asked than are"
                  .formatted(key())
              + " wanted: what the slowest upload is never taken, and control variates no longer"
              + " have the mean that the version says");
    }
  }
}
