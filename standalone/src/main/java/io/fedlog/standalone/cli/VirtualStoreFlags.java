package io.fedlog.standalone.cli;

import io.fedlog.learning.client.ClientMethod;
import io.fedlog.standalone.simulate.Attack;
import io.fedlog.standalone.simulate.Hostility;
import io.fedlog.standalone.simulate.SgdSettings;
import io.fedlog.standalone.simulate.StoreTimes;
import io.fedlog.standalone.terminal.TimeText;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags of the stores of a simulation. */
final class VirtualStoreFlags {

  @Option(names = "--stores", paramLabel = "N", description = "How many. Default: 100")
  private int stores = 100;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Passes over a store's rows in a round. Default: 5")
  private int epochs = 5;

  @Option(names = "--batch-size", paramLabel = "N", description = "Rows of a step. Default: 10")
  private int batchSize = 10;

  @Option(
      names = "--learning-rate",
      paramLabel = "X",
      description = "Of plain gradient steps. Default: 0.1")
  private double learningRate = 0.1;

  @Option(
      names = "--proximal",
      paramLabel = "MU",
      description = "Pull towards the global model while training (FedProx). Default: 0")
  private double proximal;

  @Option(
      names = "--client-method",
      paramLabel = "NAME",
      description =
          "How stores train: fedavg, fedprox, scaffold (with --method fedavg) or fednova (with"
              + " --method fednova). Default: fedprox with --proximal, else fedavg")
  private @Nullable String clientMethod;

  @Option(
      names = "--weight-decay",
      paramLabel = "X",
      description = "Pull of the weights towards 0 while training. Default: 0")
  private double weightDecay;

  @Option(
      names = "--training-time",
      paramLabel = "TIME",
      converter = TimeText.class,
      description = "Median time to fetch a model and to train. Default: 60s")
  private Duration trainingTime = Duration.ofSeconds(60);

  @Option(
      names = "--upload-time",
      paramLabel = "TIME",
      converter = TimeText.class,
      description = "Median time to upload. Default: 10s")
  private Duration uploadTime = Duration.ofSeconds(10);

  @Option(
      names = "--stragglers",
      paramLabel = "SIGMA",
      description =
          "How unlike the stores' times are: sigma of a log-normal. With 1, one store in twenty"
              + " takes five times the median. Default: 0.5")
  private double stragglers = 0.5;

  @Option(
      names = "--drop-out",
      paramLabel = "X",
      description = "Share of the stores asked that join and never upload. Default: 0")
  private double dropOut;

  @Option(names = "--attackers", paramLabel = "X", description = "Share that attacks. Default: 0")
  private double attackers;

  @Option(
      names = "--attack",
      paramLabel = "KIND",
      description = "sign-flip, noise, label-flip or collusion. Default: sign-flip")
  private String attack = "sign-flip";

  @Option(
      names = "--attack-scale",
      paramLabel = "X",
      description =
          "How strong. Default: 4 for sign-flip, 10 for noise, 1.5 for collusion; label-flip knows"
              + " none")
  private @Nullable Double attackScale;

  int count() {
    return stores;
  }

  SgdSettings training() {
    if (clientMethod == null) {
      return new SgdSettings(epochs, batchSize, learningRate, proximal, weightDecay);
    }
    return new SgdSettings(
        epochs, batchSize, learningRate, proximal, weightDecay, ClientMethod.named(clientMethod));
  }

  StoreTimes times() {
    return new StoreTimes(trainingTime, uploadTime, stragglers, dropOut);
  }

  Hostility hostility() {
    Attack kind = Attack.named(attack);
    return new Hostility(attackers, kind, attackScale == null ? kind.usualScale() : attackScale);
  }
}
