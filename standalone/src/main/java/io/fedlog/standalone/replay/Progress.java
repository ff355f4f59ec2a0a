package io.fedlog.standalone.replay;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;

/** Says every few seconds how far a long replay is. Not thread-safe. */
final class Progress {
  private static final Duration OFTEN = Duration.ofSeconds(3);

  private final PrintWriter err;
  private final InstantSource clock;
  private Instant last;

  Progress(PrintWriter err, InstantSource clock) {
    this.err = err;
    this.clock = clock;
    this.last = clock.instant();
  }

  /** So many entries of the round log were folded. */
  void folded(long entries) {
    say(String.format(Locale.ROOT, "%,d entries of the round log are folded", entries));
  }

  /** The models of a round are made next. */
  void making(String roundId) {
    say("round " + roundId + " is compared");
  }

  private void say(String text) {
    Instant now = clock.instant();
    if (now.isAfter(last.plus(OFTEN))) {
      last = now;
      err.println(text + " ...");
      err.flush();
    }
  }
}
