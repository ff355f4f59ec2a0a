package io.fedlog.embedded;

import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which node of which cluster a broker is. Every node of a cluster votes for the controller.
 *
 * @param nodeId from 1
 * @param clusterId the same at every node; null lets a node that is alone choose
 * @param controllerPorts the loopback port of each node's controller, in the order of node ids;
 *     empty for a node that is alone, whose port is any free one
 */
record ClusterMember(int nodeId, @Nullable String clusterId, List<Integer> controllerPorts) {

  static final ClusterMember ALONE = new ClusterMember(1, null, List.of());

  private static final String NOTHING = "-";

  ClusterMember {
    controllerPorts = List.copyOf(controllerPorts);
    if (nodeId < 1 || nodeId > Math.max(1, controllerPorts.size())) {
      throw new IllegalArgumentException(
          "nodeId is " + nodeId + ", expected 1 to the number of nodes: " + controllerPorts);
    }
  }

  int brokers() {
    return Math.max(1, controllerPorts.size());
  }

  /** The port that this node's controller has to have, 0 for any. */
  int controllerPort() {
    return controllerPorts.isEmpty() ? 0 : controllerPorts.get(nodeId - 1);
  }

  /**
   * All nodes as Kafka's {@code controller.quorum.voters} wants them.
   *
   * @param boundPort the port that this node's controller has got
   */
  String voters(int boundPort) {
    List<Integer> ports = controllerPorts.isEmpty() ? List.of(boundPort) : controllerPorts;
    StringJoiner voters = new StringJoiner(",");
    for (int i = 0; i < ports.size(); i++) {
      voters.add((i + 1) + "@" + LoopbackSockets.HOST + ":" + ports.get(i));
    }
    return voters.toString();
  }

  /** As an argument of a command line; {@link #parse} reads it back. */
  String text() {
    String ports = controllerPorts.stream().map(String::valueOf).collect(Collectors.joining(","));
    return nodeId + "/" + (clusterId == null ? NOTHING : clusterId) + "/" + ports;
  }

  static ClusterMember parse(String text) {
    String[] parts = text.split("/", 3);
    List<Integer> ports =
        parts[2].isEmpty()
            ? List.of()
            : Arrays.stream(parts[2].split(",")).map(Integer::valueOf).toList();
    return new ClusterMember(
        Integer.parseInt(parts[0]), parts[1].equals(NOTHING) ? null : parts[1], ports);
  }
}
