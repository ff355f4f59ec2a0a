package io.fedlog.standalone.cli;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags that say how is learned. All have defaults that fit most chains. */
final class TrainingFlags {

  @Option(
      names = "--form",
      paramLabel = "FORM",
      description =
          "linear, multilayer, or auto: multilayer for forecasts of 2000 training rows or more with"
              + " a category among the features. Default: auto")
  private @Nullable String form;

  @Option(
      names = "--hidden",
      paramLabel = "N[,N]",
      description = "Sizes of the multilayer form's hidden layers. Default: 64")
  private @Nullable String hidden;

  @Option(
      names = "--clusters",
      paramLabel = "N",
      description = "Groups of a customer_segmentation. Default: 3")
  private @Nullable Integer clusters;

  @Option(
      names = "--restarts",
      paramLabel = "N",
      description = "Segmentations carried side by side, the best of which counts. Default: 16")
  private @Nullable Integer restarts;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the first parameters and of the order of rows. Default: 1")
  private @Nullable Long seed;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Passes over a store's rows in a round. Default: as many as its rows need")
  private @Nullable Integer epochs;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description = "Rows of one step of the multilayer form. Default: an eighth, 16 to 128")
  private @Nullable Integer batchSize;

  @Option(
      names = "--learning-rate",
      paramLabel = "X",
      description =
          "Learning rate of the multilayer form, and of scaffold's and fednova's steps. Default:"
              + " 0.02")
  private @Nullable Double learningRate;

  @Option(
      names = "--proximal",
      paramLabel = "X",
      description = "How strongly the linear form stays with the global model, in rows. Default: 3")
  private @Nullable Double proximal;

  @Option(
      names = "--client-method",
      paramLabel = "NAME",
      description =
          "How stores train: fedavg, fedprox (with --mu), scaffold or fednova, which take plain"
              + " gradient steps; the aggregation method follows. Default: fedavg")
  private @Nullable String clientMethod;

  @Option(
      names = "--mu",
      paramLabel = "X",
      description =
          "Pull towards the global model while training, per row (FedProx); not with --proximal."
              + " Default: none")
  private @Nullable Double mu;

  @Option(
      names = "--no-local-part",
      description =
          "Leave out the part of the model that each store keeps to itself and that is fitted on"
              + " its own rows.")
  private boolean noLocalPart;

  /** Those that were given, under their names with underscores. */
  Map<String, String> config() {
    Map<String, String> config = new TreeMap<>();
    DataFlags.put(config, "form", form);
    DataFlags.put(config, "hidden", hidden);
    DataFlags.put(config, "clusters", clusters);
    DataFlags.put(config, "restarts", restarts);
    DataFlags.put(config, "seed", seed);
    DataFlags.put(config, "epochs", epochs);
    DataFlags.put(config, "batch_size", batchSize);
    DataFlags.put(config, "learning_rate", learningRate);
    DataFlags.put(config, "proximal", proximal);
    DataFlags.put(config, "client_method", clientMethod);
    DataFlags.put(config, "mu", mu);
    DataFlags.put(config, "local_part", noLocalPart ? "false" : null);
    return config;
  }
}
