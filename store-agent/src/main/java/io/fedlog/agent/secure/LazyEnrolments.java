package io.fedlog.agent.secure;

import io.fedlog.runtime.trust.EnrolmentFeed;
import io.fedlog.runtime.trust.Enrolments;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads {@code fl.stores} from when it is first asked for. Thread-safe. */
public final class LazyEnrolments
    implements Supplier<CompletableFuture<Enrolments>>, AutoCloseable {
  private final Supplier<EnrolmentFeed> feeds;
  private @Nullable EnrolmentFeed feed;

  /**
   * @param feeds makes a feed that has not started
   */
  public LazyEnrolments(Supplier<EnrolmentFeed> feeds) {
    this.feeds = feeds;
  }

  @Override
  public synchronized CompletableFuture<Enrolments> get() {
    EnrolmentFeed known = feed;
    if (known == null) {
      known = feeds.get();
      known.start();
      feed = known;
    }
    EnrolmentFeed started = known;
    return started.caughtUp().thenApply(done -> started.stores());
  }

  @Override
  public synchronized void close() {
    if (feed != null) {
      feed.close();
    }
  }
}
