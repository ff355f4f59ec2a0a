package io.fedlog.learning.model;

import io.fedlog.learning.client.ClientMethod;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a round asks of its stores beyond training: a client method and its numbers, from the
 * round's training configuration. Names that look like one of these and are none are refused, and
 * so is what contradicts itself: a misspelt method would otherwise train quietly as plain FedAvg.
 *
 * @param method {@code client_method}: fedavg, fedprox, which {@code mu} alone means too, scaffold
 *     or fednova
 * @param mu {@code mu}: FedProx's pull towards the global model, per row; 0 without
 * @param localTensors {@code local_tensors}: arrays that every store keeps for itself
 * @param share {@code scaffold_share}: which share of all stores takes part in a round, above 0 and
 *     at most 1; 1 with every other method. A round that was drawn says it itself: {@link #taking}
 */
public record ClientTerms(ClientMethod method, double mu, List<String> localTensors, double share) {

  /** The key of {@link #share}. */
  public static final String SHARE = "scaffold_share";

  /** Keys that say nothing of a model any more once it is without its control variates. */
  public static final Set<String> KEYS_OF_CONTROLS = Set.of("client_method", SHARE);

  private static final String METHOD = "client_method";
  private static final String MU = "mu";
  private static final String LOCAL_TENSORS = "local_tensors";
  private static final String PROXIMAL = "proximal";

  private static final Set<String> KNOWN = Set.of(METHOD, MU, LOCAL_TENSORS, SHARE, "local_part");
  private static final List<String> LOOK_ALIKES =
      List.of("client_", "local_", "mu_", "fedprox", "fednova", "scaffold");

  public ClientTerms {
    localTensors = List.copyOf(localTensors);
    if ((method == ClientMethod.FEDPROX) != (mu > 0) || !Double.isFinite(mu)) {
      throw new IllegalArgumentException(
          "%s is %s and %s is %s, expected a positive %s with fedprox and none with another method"
              .formatted(METHOD, method.key(), MU, mu, MU));
    }
    boolean scaffold = method == ClientMethod.SCAFFOLD;
    if (!(share > 0 && share <= 1) || (!scaffold && share != 1)) {
      throw new IllegalArgumentException(
          "%s is %s, expected above 0 and at most 1, and only with %s scaffold"
              .formatted(SHARE, share, METHOD));
    }
    if (scaffold && !localTensors.isEmpty()) {
      throw new IllegalArgumentException(
          "%s is %s with %s scaffold, expected none: the mean of control variates is over all stores, and these arrays have no common gradient"
              .formatted(LOCAL_TENSORS, localTensors, METHOD));
    }
  }

  /** Nothing beyond training. */
  public static ClientTerms plain() {
    return new ClientTerms(ClientMethod.FEDAVG, 0, List.of(), 1);
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
    ClientMethod method = ClientMethod.named(asked);
    if (mu > 0 && config.containsKey(PROXIMAL)) {
      throw new IllegalArgumentException(
          "mu and proximal are both set: they are the same pull, per row and for all rows; leave"
              + " one out");
    }
    if (method.plainSteps() && config.containsKey(PROXIMAL)) {
      throw new IllegalArgumentException(
          "proximal is set with %s %s: its stores take plain gradient steps, which know no pull; leave one out"
              .formatted(METHOD, asked));
    }
    return new ClientTerms(method, mu, names(config), share(config));
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
   * The same in a round that wants updates of so many of all stores, which is SCAFFOLD's share.
   *
   * @param wanted at least 1
   * @param stores no fewer than are wanted
   */
  public ClientTerms taking(int wanted, int stores) {
    return method == ClientMethod.SCAFFOLD
        ? new ClientTerms(method, mu, localTensors, (double) wanted / stores)
        : this;
  }

  /** Whether stores keep arrays for themselves from round to round. */
  public boolean keepsArrays() {
    return method == ClientMethod.SCAFFOLD || !localTensors.isEmpty();
  }

  /** The layout of the versions that such training makes of a model. */
  public ParameterLayout layout(ParameterLayout model) {
    return method == ClientMethod.SCAFFOLD ? ControlArrays.beside(model) : model;
  }

  /**
   * Throws IllegalArgumentException when a base version lacks one of the local arrays, has no
   * other, or when it lacks control variates or has some in vain.
   *
   * @param arrays names of all of the base version's arrays
   */
  public void requireArrays(List<String> arrays) {
    ControlArrays.require(arrays, method == ClientMethod.SCAFFOLD);
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
    if (method != ClientMethod.FEDAVG || !localTensors.isEmpty()) {
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
    double mu = number(text);
    if (mu > 0 && Double.isFinite(mu)) {
      return mu;
    }
    throw new IllegalArgumentException(
        MU + " is \"" + text + "\", expected a number above 0; leave it out for no pull");
  }

  private static double share(Map<String, String> config) {
    String text = config.getOrDefault(SHARE, "1").trim();
    double share = number(text);
    if (Double.isNaN(share)) {
      throw new IllegalArgumentException(
          SHARE + " is \"" + text + "\", expected a number above 0 and at most 1");
    }
    return share;
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN; // refused by its reader, with what was expected
    }
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
