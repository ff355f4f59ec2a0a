package io.fedlog.coordinator.rest.tls;

/** A certificate and a key that cannot be served. The message shows nothing of the key. */
final class UnusableCertificateException extends Exception {

  private static final long serialVersionUID = 1L;

  UnusableCertificateException(String message) {
    super(message);
  }
}
