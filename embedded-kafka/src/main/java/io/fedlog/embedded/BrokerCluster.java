package io.fedlog.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.apache.kafka.common.Uuid;

/**
 * Several brokers on loopback, each in a JVM of its own and each a controller too, so that any one
 * can be killed, paused and brought back on its port and directory. Three keep three copies of
 * every topic, of which two must have a record before it is acknowledged. Thread-safe.
 */
public final class BrokerCluster implements AutoCloseable {
  /** Below what systems hand out to outgoing connections: a port is still free after a kill. */
  private static final int FIRST_PORT = 20_000;

  private static final int PORTS = 11_000;
  private static final int TRIES = 200;

  /** Several brokers share the machine with what uses them. */
  private static final Map<String, String> SMALL =
      Map.of(
          "num.network.threads", "1",
          "num.io.threads", "2",
          "num.recovery.threads.per.data.dir", "2",
          // a killed client's open transaction is looked at every second, not every ten
          "transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");

  private final List<BrokerProcess> brokers;

  private BrokerCluster(List<BrokerProcess> brokers) {
    this.brokers = List.copyOf(brokers);
  }

  /**
   * Starts a cluster on free ports; all brokers take requests when this returns.
   *
   * @param folder holds each broker's directory and its log of errors
   * @param size brokers, at least 1
   * @param properties broker properties, laid over the defaults
   * @param random picks the ports to try
   * @throws BrokerStartException if a broker does not come up
   */
  public static BrokerCluster start(
      Path folder, int size, Map<String, String> properties, RandomGenerator random) {
    if (size < 1) {
      throw new IllegalArgumentException("size is " + size + ", expected at least 1 broker");
    }
    List<Integer> ports = freePorts(2 * size, random);
    String clusterId = Uuid.randomUuid().toString();
    Map<String, String> all = new HashMap<>(SMALL);
    all.putAll(properties);
    List<BrokerProcess> begun = new ArrayList<>();
    try {
      for (int node = 1; node <= size; node++) {
        BrokerLaunch launch =
            new BrokerLaunch(
                folder.resolve("broker-" + node),
                new ClusterMember(node, clusterId, ports.subList(0, size)),
                BrokerLaunch.forTests("-Xmx384m"),
                folder.resolve("broker-" + node + ".log"),
                all);
        begun.add(BrokerProcess.begin(launch, ports.get(size + node - 1)));
      }
      begun.forEach(BrokerProcess::awaitReady);
      return new BrokerCluster(begun);
    } catch (RuntimeException e) {
      begun.forEach(BrokerProcess::kill);
      throw e;
    }
  }

  /** All brokers' {@code host:port}, separated by commas. */
  public String bootstrapServers() {
    return brokers.stream().map(BrokerProcess::bootstrapServers).collect(Collectors.joining(","));
  }

  public int size() {
    return brokers.size();
  }

  /**
   * One broker.
   *
   * @param nodeId from 1
   */
  public BrokerProcess broker(int nodeId) {
    return brokers.get(nodeId - 1);
  }

  /**
   * Ends all brokers by force; the directories stay. In an orderly stop the last ones would wait in
   * vain for a quorum.
   */
  @Override
  public void close() {
    brokers.forEach(BrokerProcess::kill);
  }

  private static List<Integer> freePorts(int count, RandomGenerator random) {
    List<Integer> ports = new ArrayList<>();
    for (int tries = 0; tries < TRIES && ports.size() < count; tries++) {
      int port = FIRST_PORT + random.nextInt(PORTS);
      if (!ports.contains(port) && isFree(port)) {
        ports.add(port);
      }
    }
    if (ports.size() < count) {
      throw new BrokerStartException(
          "Found only %d free ports from %d to %d, expected %d; end what listens there."
              .formatted(ports.size(), FIRST_PORT, FIRST_PORT + PORTS - 1, count));
    }
    return ports;
  }

  private static boolean isFree(int port) {
    try (ServerSocket probe =
        new ServerSocket(port, 1, InetAddress.getByName(LoopbackSockets.HOST))) {
      return probe.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
