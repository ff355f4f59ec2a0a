package io.fedlog.coordinator.rest.limits;

import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;

/**
 * How long one connection has kept the server waiting: since a handshake or a request's headers
 * began to come and did not end, or since the client takes an answer more slowly than it should,
 * though neither is ever silent for long. Silent ones are Jetty's to close, and a body's pace is
 * {@link SteadyBody}'s. Not thread-safe.
 */
final class OpenConnection {

  /** Of an answer. */
  private static final int LEAST_BYTES_PER_SECOND = 4 << 10;

  private final EndPoint endPoint;
  private final Connection connection;
  private final String client;
  private boolean answering;

  /** How much of it had been read when its last request was answered. */
  private long readBefore;

  private boolean begun;
  private long begunAt;
  private long writtenBefore;

  OpenConnection(EndPoint endPoint, Connection connection, String client) {
    this.endPoint = endPoint;
    this.connection = connection;
    this.client = client;
  }

  String client() {
    return client;
  }

  void answering(boolean now) {
    answering = now;
    begun = false;
    readBefore = connection.getBytesIn();
  }

  /**
   * Whether it is time to end it. To be asked often, at rising times.
   *
   * @param patienceNanos for a request; an answer may rest three times as long, for who takes it
   *     may work on what it has
   */
  boolean isLate(long now, long patienceNanos) {
    return answering ? isTakenSlowly(now, 3 * patienceNanos) : isComingSlowly(now, patienceNanos);
  }

  private boolean isComingSlowly(long now, long patienceNanos) {
    boolean coming = connection.getBytesIn() != readBefore;
    if (coming && !begun) {
      begunAt = now;
    }
    begun = coming;
    return coming && now - begunAt >= patienceNanos;
  }

  /** By what is written in spans of that length in which there is always more to write. */
  private boolean isTakenSlowly(long now, long span) {
    long written = connection.getBytesOut();
    boolean pending =
        endPoint instanceof AbstractEndPoint transport && transport.getWriteFlusher().isPending();
    boolean over = begun && now - begunAt >= span;
    double least = LEAST_BYTES_PER_SECOND * ((now - begunAt) / 1e9);
    boolean slow = pending && over && written - writtenBefore < least;
    if (!pending || !begun || over) {
      begun = pending;
      begunAt = now;
      writtenBefore = written;
    }
    return slow;
  }
}
