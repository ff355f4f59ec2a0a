package io.fedlog.coordinator.identity;

/**
 * The caller has not shown who it is. The message says what was expected; it never repeats the
 * token or the password.
 */
public final class NotAuthenticatedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Refusal refusal;

  NotAuthenticatedException(Refusal refusal, String message) {
    super(message);
    this.refusal = refusal;
  }

  public Refusal refusal() {
    return refusal;
  }
}
