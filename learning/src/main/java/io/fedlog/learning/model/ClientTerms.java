package io.fedlog.learning.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a round asks of its stores beyond training: a client method and its numbers, from the
 * round's training configuration. Names that look like one of these and are none are refused, and
 * so is what contradicts itself: a misspelt method would otherwise train quietly as plain FedAvg.
 *
 * @param method {@code client_method}: fedavg, or fedprox, which {@code mu} alone means too
 * @param mu {@code mu}: FedProx's pull towards the global model, per row; 0 without
 * @param localTensors {@code local_tensors}: arrays that every store keeps for itself
 */
public record ClientTerms(Method method, double mu, List<String> localTensors) {

  /** How a store trains. */
  public enum Method {
    /** From the base version, whatever comes of it (McMahan et al., AISTATS 2017). */
    FEDAVG,
    /** With a pull towards the base version (Li et al., MLSys 2020). */
    FEDPROX;

    private String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final String METHOD = "client_method";
  private static final String MU = "mu";
  private static final String LOCAL_TENSORS = "local_tensors";

  private static final Set<String> KNOWN = Set.of(METHOD, MU, LOCAL_TENSORS, "local_part");
  private static final List<String> LOOK_ALIKES =
      List.of("client_", "local_", "mu_", "fedprox", "fednova", "scaffold");

  public ClientTerms {
    localTensors = List.copyOf(localTensors);
    if ((method == Method.FEDPROX) != (mu > 0) || !Double.isFinite(mu)) {
      throw new IllegalArgumentException(
          "%s is %s and %s is %s, expected a positive %s with fedprox and none with another method"
              .formatted(METHOD, method.key(), MU, mu, MU));
    }
  }

  /** Nothing beyond training. */
  public static ClientTerms plain() {
    return new ClientTerms(Method.FEDAVG, 0, List.of());
  }

  /**
   * Reads a round's training configuration; keys of others are left alone.
   *
   * @throws IllegalArgumentException naming the key, what came and what was expected
   */
  public static ClientTerms of(Map<String, String> config) {
    refuseLookAlikes(config);
    double mu = mu(config);
    String asked = config.getOrDefault(METHOD, mu > 0 ? "fedprox" : "fedavg").trim();
    Method method =
        Arrays.stream(Method.values())
            .filter(each -> each.key().equals(asked))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        METHOD
                            + " is \""
                            + asked
                            + "\", expected one of "
                            + Arrays.stream(Method.values()).map(Method::key).toList()));
    if (mu > 0 && config.containsKey("proximal")) {
      throw new IllegalArgumentException(
          "mu and proximal are both set: they are the same pull, per row and for all rows; leave"
              + " one out");
    }
    return new ClientTerms(method, mu, names(config));
  }

  /**
   * Reads what every store of a round would read, so that a round which all of them would refuse is
   * refused before it is there.
   *
   * @param modelType the round's; the configuration's own {@code model_type} goes before it
   * @return empty for a type that is not built in: its trainers give keys a meaning of their own
   * @throws IllegalArgumentException as {@link #of}, and when the type cannot be trained so
   */
  public static Optional<ClientTerms> ofRound(String modelType, Map<String, String> config) {
    String name = config.getOrDefault("model_type", modelType).trim();
    Optional<ModelType> builtIn =
        Arrays.stream(ModelType.values()).filter(each -> each.wireName().equals(name)).findFirst();
    if (builtIn.isEmpty()) {
      return Optional.empty();
    }
    TrainingSettings unused = TrainingSettings.of(config);
    ClientTerms terms = of(config);
    if (!builtIn.get().supervised()) {
      terms.requirePlain(name);
    }
    return Optional.of(terms);
  }

  /**
   * Throws IllegalArgumentException when a model lacks one of the local arrays, or has no other.
   *
   * @param arrays names of all of the model's arrays
   */
  public void requireArrays(List<String> arrays) {
    for (String name : localTensors) {
      if (!arrays.contains(name)) {
        throw new IllegalArgumentException(
            LOCAL_TENSORS + " names " + name + ", expected arrays of the model: " + arrays);
      }
    }
    if (!localTensors.isEmpty() && localTensors.size() == arrays.size()) {
      throw new IllegalArgumentException(
          LOCAL_TENSORS
              + " is "
              + localTensors
              + ", expected an array to be left that the stores share");
    }
  }

  /** Throws IllegalArgumentException when more than plain training is asked of a model type. */
  public void requirePlain(String modelType) {
    if (method != Method.FEDAVG || !localTensors.isEmpty()) {
      throw new IllegalArgumentException(
          "%s is %s and %s is %s, but %s only adds up sums; leave both out"
              .formatted(METHOD, method.key(), LOCAL_TENSORS, localTensors, modelType));
    }
  }

  private static double mu(Map<String, String> config) {
    String text = config.getOrDefault(MU, "").trim();
    if (text.isEmpty()) {
      return 0;
    }
    try {
      double mu = Double.parseDouble(text);
      if (mu > 0 && Double.isFinite(mu)) {
        return mu;
      }
    } catch (NumberFormatException e) {
      // Reported below, with what was expected.
    }
    throw new IllegalArgumentException(
        MU + " is \"" + text + "\", expected a number above 0; leave it out for no pull");
  }

  private static List<String> names(Map<String, String> config) {
    List<String> names =
        Arrays.stream(config.getOrDefault(LOCAL_TENSORS, "").split(",", -1))
            .map(String::trim)
            .filter(name -> !name.isEmpty())
            .toList();
    if (names.stream().distinct().count() != names.size()) {
      throw new IllegalArgumentException(
          LOCAL_TENSORS + " is " + names + ", expected each array once");
    }
    return names;
  }

  private static void refuseLookAlikes(Map<String, String> config) {
    for (String key : new TreeSet<>(config.keySet())) {
      if (!KNOWN.contains(key) && LOOK_ALIKES.stream().anyMatch(key::startsWith)) {
        throw new IllegalArgumentException(
            "training_config has the unknown key "
                + key
                + ", expected one of "
                + new TreeSet<>(KNOWN));
      }
    }
  }
}
