package io.fedlog.runtime.trust;

/** A signing key cannot be read or kept. The message never has anything of the key. */
public final class SigningKeyException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  SigningKeyException(String message) {
    super(message);
  }

  SigningKeyException(String message, Throwable cause) {
    super(message, cause);
  }
}
