package io.fedlog.standalone.explain;

import io.fedlog.standalone.explain.Refusals.OfReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a round is where it is.
 *
 * @param known whether a topic or a plan has heard of it
 * @param status as on fl.round-state; DEFINED, REQUESTED or UNKNOWN before that
 * @param sentence the answer
 * @param advice what to do, if anything
 * @param begun where offsets are counted from; null when nothing has happened
 * @param until when what it waits for is over at the latest; null when it waits for nothing
 * @param missing target stores that it still waits for
 * @param moments what happened, in order
 * @param refusals what was refused, by reason
 */
record Story(
    String roundId,
    boolean known,
    String status,
    String sentence,
    List<String> advice,
    @Nullable Instant begun,
    @Nullable Instant until,
    List<String> missing,
    List<Moment> moments,
    List<OfReason> refusals) {

  Story {
    advice = List.copyOf(advice);
    missing = List.copyOf(missing);
    moments = List.copyOf(moments);
    refusals = List.copyOf(refusals);
  }

  /** The time before a moment: to the one before it; zero for the first. */
  Duration gap(int index) {
    return index == 0
        ? Duration.ZERO
        : Duration.between(moments.get(index - 1).at(), moments.get(index).at());
  }

  /** The moment with the longest time before it; -1 when there are no two moments. */
  int longest() {
    return longest(moments);
  }

  /** The same of any moments, what is counted after the end left out. */
  static int longest(List<Moment> moments) {
    int longest = -1;
    Duration most = Duration.ZERO;
    for (int i = 1; i < moments.size(); i++) {
      Duration gap = Duration.between(moments.get(i - 1).at(), moments.get(i).at());
      if (gap.compareTo(most) > 0 && !moments.get(i).what().equals("settled")) {
        longest = i;
        most = gap;
      }
    }
    return longest;
  }
}
