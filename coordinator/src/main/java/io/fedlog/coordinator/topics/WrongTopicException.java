package io.fedlog.coordinator.topics;

/** A topic is there but not as the catalogue has it, so nothing that uses it could work. */
public final class WrongTopicException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  WrongTopicException(String message) {
    super(message);
  }
}
