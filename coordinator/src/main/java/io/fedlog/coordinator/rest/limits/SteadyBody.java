package io.fedlog.coordinator.rest.limits;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/**
 * Ends bodies that come byte by byte: each would hold a thread for as long as its sender likes.
 * Only the time counts in which the server waits for the client, never what it takes itself.
 */
public final class SteadyBody implements HttpConfiguration.Customizer {

  private final int leastPerSecond;
  private final Duration grace;
  private final LongSupplier nanoTime;

  /**
   * @param leastPerSecond bytes, on average over the time waited for them
   * @param grace that may be waited for a body before its pace matters
   * @param nanoTime as {@link System#nanoTime()}
   */
  public SteadyBody(int leastPerSecond, Duration grace, LongSupplier nanoTime) {
    this.leastPerSecond = leastPerSecond;
    this.grace = grace;
    this.nanoTime = nanoTime;
  }

  @Override
  public Request customize(Request request, HttpFields.Mutable responseHeaders) {
    return new Timed(request);
  }

  /** Jetty reads from one thread at a time. */
  private final class Timed extends Request.Wrapper {
    private static final long NOT_WAITING = -1;

    private final long created = nanoTime.getAsLong();
    private long waitingSince = NOT_WAITING;
    private long waited;
    private long bytes;

    Timed(Request request) {
      super(request);
    }

    @Override
    public Content.Chunk read() {
      Content.Chunk chunk = super.read();
      long now = nanoTime.getAsLong() - created;
      if (waitingSince != NOT_WAITING) {
        waited += now - waitingSince;
      }
      waitingSince = chunk == null ? now : NOT_WAITING;
      if (chunk == null || Content.Chunk.isFailure(chunk)) {
        return chunk;
      }
      bytes += chunk.remaining();
      if (chunk.isLast() || !isTooSlow()) {
        return chunk;
      }
      chunk.release();
      SlowBodyException slow =
          new SlowBodyException(
              "the body: expected at least %d bytes a second, %d came while %d s were waited for them"
                  .formatted(leastPerSecond, bytes, waited / 1_000_000_000));
      super.fail(slow);
      return Content.Chunk.from(slow, true);
    }

    private boolean isTooSlow() {
      return waited > grace.toNanos() && bytes < leastPerSecond * (waited / 1e9);
    }
  }
}
