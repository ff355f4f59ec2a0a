package io.fedlog.aggregator.replay;

/**
 * Something that was published and is not what follows from the log.
 *
 * @param what it is about, in words
 * @param expected what follows from the log
 * @param came what was found
 */
public record Difference(String what, String expected, String came) {

  @Override
  public String toString() {
    return "%s: expected %s, came %s".formatted(what, expected, came);
  }
}
