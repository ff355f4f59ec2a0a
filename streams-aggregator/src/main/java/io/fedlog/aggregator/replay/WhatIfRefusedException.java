package io.fedlog.aggregator.replay;

/** A what-if that must not be answered, or has no answer; the message says why, in a sentence. */
public final class WhatIfRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says why. */
  public WhatIfRefusedException(String message) {
    super(message);
  }
}
