package io.fedlog.coordinator.identity;

/** Who asks cannot be found out at the moment: neither a yes nor a no. Worth another try. */
public final class IdentityUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  IdentityUnavailableException(String message) {
    super(message);
  }
}
