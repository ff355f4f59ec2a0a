package io.fedlog.coordinator.rest;

import io.javalin.http.Context;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One client's stream of a round's events. Nothing here waits for the client: what it cannot take
 * yet is kept, one event and no more, and what comes meanwhile takes its place.
 */
final class EventStream implements WriteListener {

  private static final long HEARTBEAT_NANOS = Duration.ofSeconds(10).toNanos();

  /** Then the client asks again, and with a token that still counts. */
  private static final long LONGEST_NANOS = Duration.ofMinutes(10).toNanos();

  private static final String BEGINNING = "retry: 2000\n\n";
  private static final String HEARTBEAT = ": still open\n\n";

  private final String roundId;
  private final ServletOutputStream out;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final long openedAt;
  private String told;
  private @Nullable String waiting = BEGINNING;
  private boolean last;
  private long toldAt;

  /**
   * A stream to a client.
   *
   * @param told id of the event that it has seen last; empty for none
   * @param openedAt in nanoseconds, by the clock that {@link #tell} goes by
   */
  EventStream(String roundId, String told, ServletOutputStream out, long openedAt) {
    this.roundId = roundId;
    this.told = told;
    this.out = out;
    this.openedAt = openedAt;
    this.toldAt = openedAt;
  }

  /**
   * Begins a stream, of a request that is asynchronous already.
   *
   * @param lastEventId of the event that the client has seen last; it is not told that again
   * @param now in nanoseconds
   */
  static EventStream open(Context ctx, String roundId, Optional<String> lastEventId, long now)
      throws IOException {
    HttpServletResponse response = ctx.res();
    response.setStatus(200);
    response.setContentType("text/event-stream; charset=utf-8");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Accel-Buffering", "no");
    ctx.req().getAsyncContext().setTimeout(0);
    EventStream stream =
        new EventStream(roundId, lastEventId.orElse(""), response.getOutputStream(), now);
    stream.out.setWriteListener(stream);
    return stream;
  }

  /** Completes when nothing more is told: the round is over, or the client has gone. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  String roundId() {
    return roundId;
  }

  /** Tells how the round stands, if the client has not been told; now and then that it listens. */
  synchronized void tell(RoundEvent event, long nowNanos) {
    if (ended.isDone()) {
      return;
    }
    last |= event.last() || nowNanos - openedAt > LONGEST_NANOS;
    if (!event.id().equals(told)) {
      String before = BEGINNING.equals(waiting) ? BEGINNING : "";
      waiting = before + event.text();
      told = event.id();
      toldAt = nowNanos;
    } else if (waiting == null && nowNanos - toldAt > HEARTBEAT_NANOS) {
      waiting = HEARTBEAT;
      toldAt = nowNanos;
    }
    try {
      write();
    } catch (IOException | IllegalStateException e) { // the client is gone
      end();
    }
  }

  @Override
  public synchronized void onWritePossible() throws IOException {
    write();
  }

  @Override
  public synchronized void onError(Throwable failure) {
    end();
  }

  private void write() throws IOException {
    while (!ended.isDone() && out.isReady()) {
      if (waiting != null) {
        out.write(waiting.getBytes(StandardCharsets.UTF_8));
        waiting = null;
        if (out.isReady()) {
          out.flush();
        }
      } else {
        if (last) {
          end();
        }
        return;
      }
    }
  }

  private void end() {
    var unused = ended.complete(null);
  }
}
