package io.fedlog.coordinator.rest.limits;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/**
 * Who is connected. Nobody may hold more connections than their share, all together no more than
 * there is room for; and a connection on which no request has come whole for some time is closed,
 * whether it is silent or sends its handshake or its headers byte by byte. Requests under way are
 * left alone: how slow they may be is Jetty's to say. Thread-safe.
 */
public final class OpenConnections implements Connection.Listener, HttpConfiguration.Customizer {

  private final int most;
  private final int mostOfOne;
  private final long patienceNanos;
  private final LongSupplier nanoTime;
  private final Map<SocketAddress, Open> open = new HashMap<>();
  private final Map<String, Integer> heldBy = new HashMap<>();

  /**
   * @param most connections at once; one address may hold half of them
   * @param patience within which a request must have come whole
   * @param nanoTime as {@link System#nanoTime()}
   */
  public OpenConnections(int most, Duration patience, LongSupplier nanoTime) {
    this.most = most;
    this.mostOfOne = Math.max(1, most / 2);
    this.patienceNanos = patience.toNanos();
    this.nanoTime = nanoTime;
  }

  /** With TLS it is told twice of one connection, of what encrypts first; the second is no news. */
  @Override
  public void onOpened(Connection connection) {
    EndPoint endPoint = connection.getEndPoint();
    if (!admit(endPoint)) {
      endPoint.close();
    }
  }

  private synchronized boolean admit(EndPoint endPoint) {
    SocketAddress remote = endPoint.getRemoteSocketAddress();
    if (open.containsKey(remote)) {
      return true;
    }
    String client = ClientAddress.of(remote);
    if (open.size() >= most || heldBy.getOrDefault(client, 0) >= mostOfOne) {
      return false;
    }
    open.put(remote, new Open(endPoint, client, nanoTime.getAsLong()));
    int unused = heldBy.merge(client, 1, Integer::sum);
    return true;
  }

  @Override
  public synchronized void onClosed(Connection connection) {
    EndPoint endPoint = connection.getEndPoint();
    Open closed = open.get(endPoint.getRemoteSocketAddress());
    if (closed != null && closed.endPoint == endPoint) {
      open.remove(endPoint.getRemoteSocketAddress());
      heldBy.computeIfPresent(closed.client, (client, held) -> held == 1 ? null : held - 1);
    }
  }

  /** Is called when a request's headers are there. */
  @Override
  public Request customize(Request request, HttpFields.Mutable responseHeaders) {
    SocketAddress remote = request.getConnectionMetaData().getRemoteSocketAddress();
    answering(remote, true);
    Request.addCompletionListener(request, failure -> answering(remote, false));
    return request;
  }

  private synchronized void answering(SocketAddress remote, boolean answering) {
    Open connection = open.get(remote);
    if (connection != null) {
      connection.answering = answering;
      connection.waitingSince = nanoTime.getAsLong();
    }
  }

  /** Closes the connections that have kept the server waiting for too long. */
  public void closeWaiting() {
    waitingTooLong().forEach(EndPoint::close);
  }

  private synchronized List<EndPoint> waitingTooLong() {
    long now = nanoTime.getAsLong();
    return open.values().stream()
        .filter(each -> !each.answering && now - each.waitingSince >= patienceNanos)
        .map(each -> each.endPoint)
        .toList();
  }

  private static final class Open {
    private final EndPoint endPoint;
    private final String client;
    private long waitingSince;
    private boolean answering;

    Open(EndPoint endPoint, String client, long waitingSince) {
      this.endPoint = endPoint;
      this.client = client;
      this.waitingSince = waitingSince;
    }
  }
}
