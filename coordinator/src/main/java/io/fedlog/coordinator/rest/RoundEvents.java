package io.fedlog.coordinator.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fedlog.coordinator.identity.Caller;
import io.fedlog.coordinator.log.LogView;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /rounds/{round_id}/events}: how a round stands, whenever that changes, until it is
 * over. One thread looks for all streams, and is there only while there are some; none is held by a
 * stream. A client that is slow is told how things stand when it can be, not all that was before.
 */
final class RoundEvents implements RestCall {

  static final int MOST_STREAMS = 1000;

  private static final Logger LOG = LoggerFactory.getLogger(RoundEvents.class);

  private static final long LOOK_MS = 200;

  private final RoundLookup rounds;
  private final InstantSource clock;
  private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean looking = new AtomicBoolean();
  private final ScheduledThreadPoolExecutor executor;

  RoundEvents(RoundLookup rounds, InstantSource clock) {
    this.rounds = rounds;
    this.clock = clock;
    this.executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "rest-events");
              thread.setDaemon(true);
              return thread;
            });
    executor.setKeepAliveTime(Duration.ofSeconds(5).toMillis(), TimeUnit.MILLISECONDS);
    executor.allowCoreThreadTimeOut(true);
  }

  @Override
  public void answer(Context ctx, Caller caller) throws Exception {
    String roundId = ctx.pathParam("round_id");
    KnownRound unused = rounds.require(roundId);
    if (streams.size() >= MOST_STREAMS) {
      throw ProblemException.unavailable(
          "there are %d event streams, which is the most: ask GET /rounds/{round_id}/status instead"
              .formatted(MOST_STREAMS));
    }
    ctx.future(() -> open(ctx, roundId));
  }

  private CompletableFuture<Void> open(Context ctx, String roundId) {
    try {
      Optional<String> lastEventId = Optional.ofNullable(ctx.header("Last-Event-ID"));
      EventStream stream = EventStream.open(ctx, roundId, lastEventId, System.nanoTime());
      streams.add(stream);
      lookSoon(0);
      return stream.ended().whenComplete((nothing, failure) -> streams.remove(stream));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One look is under way or planned at any time, while there are streams. */
  private void lookSoon(long afterMs) {
    if (!streams.isEmpty() && looking.compareAndSet(false, true)) {
      var unused = executor.schedule(this::look, afterMs, TimeUnit.MILLISECONDS);
    }
  }

  private void look() {
    try {
      Map<String, RoundEvent> now = new HashMap<>();
      for (EventStream stream : streams) {
        RoundEvent event = now.computeIfAbsent(stream.roundId(), this::event);
        stream.tell(event, System.nanoTime());
      }
    } catch (RuntimeException e) {
      LOG.error("Event streams could not be told for a reason of our own", e);
    } finally {
      looking.set(false);
      lookSoon(LOOK_MS);
    }
  }

  private RoundEvent event(String roundId) {
    LogView view = rounds.view();
    return KnownRound.find(view, roundId, clock.instant())
        .map(round -> RoundEvent.of(json(roundId, round), round.isOver()))
        .orElseThrow(() -> new IllegalStateException("a round that was there is gone: " + roundId));
  }

  private static String json(String roundId, KnownRound round) {
    ObjectNode json = Bodies.JSON.createObjectNode();
    RoundStanding.write(json, roundId, round);
    RoundStanding.writeReason(json, round);
    try {
      return Bodies.JSON.writeValueAsString(json);
    } catch (IOException e) {
      throw new IllegalStateException("texts and numbers can be written as JSON", e);
    }
  }
}
