package io.fedlog.runtime.upload;

/**
 * An attempt that did not reach its seal: the log did not take a record, or the payload could not
 * be read. The attempt never counts; a new one may be begun.
 */
public final class UploadFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UploadFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
