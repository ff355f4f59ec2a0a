package io.fedlog.coordinator.rest.limits;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
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
 * there is room for; and a connection that keeps the server waiting is closed: see {@link
 * OpenConnection}. Thread-safe.
 */
public final class OpenConnections implements Connection.Listener, HttpConfiguration.Customizer {

  private final int most;
  private final int mostOfOne;
  private final long patienceNanos;
  private final LongSupplier nanoTime;
  private final Map<EndPoint, OpenConnection> open = new IdentityHashMap<>();
  private final Map<String, Integer> heldBy = new HashMap<>();

  /**
   * @param most connections at once; one address may hold half of them
   * @param patience within which headers must have come whole
   * @param nanoTime as {@link System#nanoTime()}
   */
  public OpenConnections(int most, Duration patience, LongSupplier nanoTime) {
    this.most = most;
    this.mostOfOne = Math.max(1, most / 2);
    this.patienceNanos = patience.toNanos();
    this.nanoTime = nanoTime;
  }

  @Override
  public void onOpened(Connection connection) {
    EndPoint endPoint = transport(connection);
    if (!admit(endPoint, connection)) {
      endPoint.close();
    }
  }

  /** With TLS there are two connections on one transport: HTTP is wrapped in what encrypts. */
  private static EndPoint transport(Connection connection) {
    EndPoint endPoint = connection.getEndPoint();
    return endPoint instanceof EndPoint.Wrapper wrapper ? wrapper.unwrap() : endPoint;
  }

  private synchronized boolean admit(EndPoint endPoint, Connection connection) {
    if (open.containsKey(endPoint)) {
      return true;
    }
    String client = ClientAddress.of(endPoint.getRemoteSocketAddress());
    if (!endPoint.isOpen() || open.size() >= most || heldBy.getOrDefault(client, 0) >= mostOfOne) {
      return false;
    }
    open.put(endPoint, new OpenConnection(endPoint, connection, client));
    int unused = heldBy.merge(client, 1, Integer::sum);
    return true;
  }

  @Override
  public void onClosed(Connection connection) {
    forget(transport(connection));
  }

  private synchronized void forget(EndPoint endPoint) {
    OpenConnection closed = open.remove(endPoint);
    if (closed != null) {
      heldBy.computeIfPresent(closed.client(), (client, held) -> held == 1 ? null : held - 1);
    }
  }

  /** Is called when a request's headers have come. */
  @Override
  public Request customize(Request request, HttpFields.Mutable responseHeaders) {
    EndPoint endPoint = transport(request.getConnectionMetaData().getConnection());
    answering(endPoint, true);
    Request.addCompletionListener(request, failure -> answering(endPoint, false));
    return request;
  }

  private synchronized void answering(EndPoint endPoint, boolean answering) {
    OpenConnection connection = open.get(endPoint);
    if (connection != null) {
      connection.answering(answering);
    }
  }

  /** Closes the connections that have kept the server waiting for too long; to be called often. */
  public void closeWaiting() {
    for (EndPoint endPoint : waitingTooLong()) {
      forget(endPoint);
      endPoint.close();
    }
  }

  private synchronized List<EndPoint> waitingTooLong() {
    long now = nanoTime.getAsLong();
    List<EndPoint> late = new ArrayList<>();
    open.forEach(
        (endPoint, connection) -> {
          if (connection.isLate(now, patienceNanos)) {
            late.add(endPoint);
          }
        });
    return late;
  }
}
