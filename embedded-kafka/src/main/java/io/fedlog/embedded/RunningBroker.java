package io.fedlog.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.SharedServer;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.common.Feature;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * One life of the broker: built, started, stopped once.
 *
 * <p>Puts together the same parts as Kafka's {@code KafkaRaftServer}, with sockets that are bound
 * already and with faults that do not halt the JVM.
 */
final class RunningBroker {
  private static final Logger log = LoggerFactory.getLogger(RunningBroker.class);

  private final LoopbackSockets sockets;
  private final FaultLog faults = new FaultLog();
  private final ControllerServer controller;
  private final BrokerServer broker;

  private RunningBroker(LoopbackSockets sockets, KafkaConfig config) {
    this.sockets = sockets;
    Tuple2<MetaPropertiesEnsemble, BootstrapMetadata> stored =
        KafkaRaftServer.initializeLogDirs(config, log, "");
    SharedServer shared =
        new SharedServer(
            config,
            stored._1(),
            Time.SYSTEM,
            new Metrics(Time.SYSTEM),
            CompletableFuture.completedFuture(
                QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
            List.of(),
            faults,
            sockets);
    this.broker = new BrokerServer(shared);
    this.controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), stored._2());
  }

  /**
   * Formats the folder if it is new, and starts. Returns when the broker takes requests.
   *
   * @param port port for clients, 0 for a free one
   * @param member which node of which cluster it is
   * @param scramUsers those that a new folder begins with, as Kafka's formatter takes them
   * @throws BrokerStartException if the port is taken or the broker refuses to start
   */
  static RunningBroker start(
      DataDirectory directory,
      int port,
      ClusterMember member,
      Map<String, String> extra,
      List<String> scramUsers) {
    LoopbackSockets sockets = new LoopbackSockets(port, member.controllerPort());
    RunningBroker starting = null;
    try {
      Path logFolder = directory.logFolder();
      Properties properties =
          BrokerSettings.properties(
              logFolder, sockets.clientPort(), sockets.controllerPort(), member, extra);
      format(logFolder, directory.clusterId(), member.nodeId(), scramUsers);
      starting = new RunningBroker(sockets, KafkaConfig.fromProps(properties, false));
      starting.controller.startup();
      starting.broker.startup();
      return starting;
    } catch (Exception e) {
      if (starting != null) {
        starting.stop(Duration.ofSeconds(10));
      }
      sockets.close();
      throw new BrokerStartException(
          "The embedded Kafka broker in %s did not start: %s".formatted(directory.root(), e), e);
    }
  }

  int port() {
    return sockets.clientPort();
  }

  /** Empty while the broker is sound. */
  FaultLog faults() {
    return faults;
  }

  /** Stops within {@code limit}; what is not down by then is left to the end of the JVM. */
  void stop(Duration limit) {
    CompletableFuture<Void> stopped = new CompletableFuture<>();
    Thread stopper =
        new Thread(
            () -> {
              try {
                broker.shutdown();
                controller.shutdown();
                stopped.complete(null);
              } catch (RuntimeException e) {
                stopped.completeExceptionally(e);
              }
            },
            "fedlog-broker-stop");
    stopper.setDaemon(true);
    stopper.start();
    try {
      stopped.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      log.warn(
          "the embedded broker is not down after {} s; going on without it", limit.toSeconds());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException e) {
      log.warn("the embedded broker did not stop cleanly: {}", String.valueOf(e.getCause()));
    } finally {
      sockets.close();
    }
  }

  private static void format(Path logFolder, String clusterId, int nodeId, List<String> scramUsers)
      throws Exception {
    new Formatter()
        .setPrintStream(new java.io.PrintStream(java.io.OutputStream.nullOutputStream()))
        .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
        .setNodeId(nodeId)
        .setClusterId(clusterId)
        .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
        .setMetadataLogDirectory(logFolder.toString())
        .addDirectory(logFolder.toString())
        .setScramArguments(scramUsers)
        // A folder that has been formatted keeps what it has; a half formatted one is finished.
        .setIgnoreFormatted(true)
        .run();
  }
}
