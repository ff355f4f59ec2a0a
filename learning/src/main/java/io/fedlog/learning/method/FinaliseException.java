package io.fedlog.learning.method;

/** No model can be made of the decided updates; the message is the round's reason to fail. */
public final class FinaliseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public FinaliseException(String message) {
    super(message);
  }
}
