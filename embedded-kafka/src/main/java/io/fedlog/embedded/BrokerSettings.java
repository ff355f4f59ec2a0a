package io.fedlog.embedded;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/**
 * The properties of a node that is broker and controller in one, small enough to share a laptop's
 * JVM with the services that use it.
 */
final class BrokerSettings {
  static final String CLIENT_LISTENER = "CLIENT";
  static final String CONTROLLER_LISTENER = "CONTROLLER";

  private BrokerSettings() {}

  /**
   * The full properties; {@code extra} is laid over them and wins.
   *
   * @param logFolder where the log lies
   * @param clientPort bound port for clients
   * @param controllerPort bound port of the controller
   */
  static Properties properties(
      Path logFolder,
      int clientPort,
      int controllerPort,
      ClusterMember member,
      Map<String, String> extra) {
    Properties p = new Properties();
    identity(p, logFolder, clientPort, controllerPort, member);
    replication(p, member.brokers());
    behaviour(p);
    memory(p);
    extra.forEach(p::setProperty);
    return p;
  }

  private static void identity(
      Properties p, Path logFolder, int clientPort, int controllerPort, ClusterMember member) {
    String client = LoopbackSockets.HOST + ":" + clientPort;
    String controller = LoopbackSockets.HOST + ":" + controllerPort;
    p.setProperty("process.roles", "broker,controller");
    p.setProperty("node.id", String.valueOf(member.nodeId()));
    p.setProperty("controller.quorum.voters", member.voters(controllerPort));
    p.setProperty(
        "listeners",
        CLIENT_LISTENER + "://" + client + "," + CONTROLLER_LISTENER + "://" + controller);
    p.setProperty("advertised.listeners", CLIENT_LISTENER + "://" + client);
    p.setProperty("inter.broker.listener.name", CLIENT_LISTENER);
    p.setProperty("controller.listener.names", CONTROLLER_LISTENER);
    p.setProperty(
        "listener.security.protocol.map",
        CLIENT_LISTENER + ":PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT");
    p.setProperty("log.dirs", logFolder.toString());
  }

  /** A copy on every broker, up to three; one of three may be away without anything waiting. */
  private static void replication(Properties p, int brokers) {
    String copies = String.valueOf(Math.min(3, brokers));
    String least = String.valueOf(Math.max(1, Math.min(3, brokers) - 1));
    p.setProperty("default.replication.factor", copies);
    p.setProperty("min.insync.replicas", least);
    p.setProperty("offsets.topic.num.partitions", "8");
    p.setProperty("offsets.topic.replication.factor", copies);
    p.setProperty("transaction.state.log.num.partitions", "8");
    p.setProperty("transaction.state.log.replication.factor", copies);
    p.setProperty("transaction.state.log.min.isr", least);
    p.setProperty("share.coordinator.state.topic.num.partitions", "1");
    p.setProperty("share.coordinator.state.topic.replication.factor", copies);
    p.setProperty("share.coordinator.state.topic.min.isr", least);
  }

  private static void behaviour(Properties p) {
    p.setProperty("auto.create.topics.enable", "false");
    p.setProperty("log.message.timestamp.type", "LogAppendTime");
    p.setProperty("group.initial.rebalance.delay.ms", "0");
    // A transaction that follows another closely is tried again after this, not after 20 ms.
    p.setProperty("add.partitions.to.txn.retry.backoff.ms", "1");
    // After a kill, a broker is taken back only when its former session has run out.
    p.setProperty("broker.session.timeout.ms", "4000");
    p.setProperty("broker.heartbeat.interval.ms", "500");
    p.setProperty("initial.broker.registration.timeout.ms", "20000");
    p.setProperty("log.segment.delete.delay.ms", "1000");
  }

  /** Fewer threads and smaller buffers than a server's defaults; none of them bounds a message. */
  private static void memory(Properties p) {
    p.setProperty("num.network.threads", "2");
    p.setProperty("num.io.threads", "4");
    p.setProperty("background.threads", "2");
    p.setProperty("group.coordinator.threads", "1");
    p.setProperty("share.coordinator.threads", "1");
    p.setProperty("log.cleaner.threads", "1");
    p.setProperty("log.cleaner.dedupe.buffer.size", String.valueOf(4 << 20));
    p.setProperty("log.index.size.max.bytes", String.valueOf(1 << 20));
    p.setProperty("log.segment.bytes", String.valueOf(128 << 20));
    p.setProperty("metadata.log.segment.bytes", String.valueOf(8 << 20));
    p.setProperty("metric.reporters", "");
  }
}
