package io.fedlog.runtime.trust;

/** A noise key cannot be read or kept. The message never has anything of the key. */
public final class NoiseKeyException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  NoiseKeyException(String message) {
    super(message);
  }

  NoiseKeyException(String message, Throwable cause) {
    super(message, cause);
  }
}
