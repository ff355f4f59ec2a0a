package io.fedlog.agent.enrol;

/** A store's key was not enrolled, and to try again would not help. Shows no code and no key. */
public final class EnrolmentFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  EnrolmentFailedException(String message) {
    super(message);
  }
}
