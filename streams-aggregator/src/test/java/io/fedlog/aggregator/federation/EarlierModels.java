package io.fedlog.aggregator.federation;

import io.fedlog.aggregator.models.ModelReader;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds what came out of a test driver before. */
final class EarlierModels implements ModelReader {
  private final Function<Wanted, byte @Nullable []> newest;
  private final Queue<Found> answers = new ArrayDeque<>();

  /** A reader of the newest value of each key. */
  EarlierModels(Function<Wanted, byte @Nullable []> newest) {
    this.newest = newest;
  }

  @Override
  public void request(Wanted wanted) {
    answers.add(new Found(wanted, newest.apply(wanted)));
  }

  @Override
  public @Nullable Found next() {
    return answers.poll();
  }

  @Override
  public void close() {
    answers.clear();
  }
}
