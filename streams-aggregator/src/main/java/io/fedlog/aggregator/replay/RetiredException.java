package io.fedlog.aggregator.replay;

/** The updates of a round are no longer on the log: they were retired, nothing is wrong. */
public final class RetiredException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Of a topic; the message says what is gone. */
  RetiredException(String message) {
    super(message);
  }
}
