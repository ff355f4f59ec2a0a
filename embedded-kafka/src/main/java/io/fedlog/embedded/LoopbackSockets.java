package io.fedlog.embedded;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.server.ServerSocketFactory;

/**
 * The broker's two listening sockets, bound before the broker is built.
 *
 * <p>Binding first means that a free port is really ours: choosing a number and binding it later
 * would race with everything else on the machine. Loopback only.
 */
final class LoopbackSockets implements ServerSocketFactory, AutoCloseable {
  static final String HOST = "127.0.0.1";

  private final Map<String, ServerSocketChannel> unclaimed = new HashMap<>();
  private final int clientPort;
  private final int controllerPort;

  /**
   * Binds both sockets.
   *
   * @param port the port for clients, 0 for any free one
   * @param quorumPort the port for controllers, 0 for any free one
   * @throws BrokerStartException if a port is taken
   */
  LoopbackSockets(int port, int quorumPort) {
    clientPort = bind(BrokerSettings.CLIENT_LISTENER, port);
    try {
      controllerPort = bind(BrokerSettings.CONTROLLER_LISTENER, quorumPort);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  int clientPort() {
    return clientPort;
  }

  int controllerPort() {
    return controllerPort;
  }

  @Override
  public synchronized ServerSocketChannel openServerSocket(
      String listenerName, InetSocketAddress address, int backlog, int receiveBufferBytes)
      throws IOException {
    ServerSocketChannel channel = unclaimed.remove(listenerName);
    if (channel == null) {
      throw new BindException("listener " + listenerName + " has no bound socket left");
    }
    return channel;
  }

  /** Closes what no listener has taken; a taken socket is closed by its listener. */
  @Override
  public synchronized void close() {
    for (ServerSocketChannel channel : unclaimed.values()) {
      try {
        channel.close();
      } catch (IOException e) {
        throw new BrokerStartException("Cannot close a listening socket: " + e, e);
      }
    }
    unclaimed.clear();
  }

  private int bind(String listenerName, int port) {
    try {
      ServerSocketChannel channel = ServerSocketChannel.open();
      try {
        channel.configureBlocking(false);
        channel.bind(new InetSocketAddress(InetAddress.getByName(HOST), port), 50);
      } catch (IOException e) {
        channel.close();
        throw e;
      }
      unclaimed.put(listenerName, channel);
      return channel.socket().getLocalPort();
    } catch (IOException e) {
      throw new BrokerStartException(
          "Port %d on %s cannot be used for Kafka: %s. Stop what listens there, or give another port (0 takes a free one)."
              .formatted(port, HOST, e.getMessage()),
          e);
    }
  }
}
